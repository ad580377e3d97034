// Keyboard shortcuts: an element declares its key with data-key="e" or data-key="g h".

const PREFIX_MILLISECONDS = 1000;

export function startShortcuts(): void {
  let before = "";
  let at = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const pair = event.timeStamp - at < PREFIX_MILLISECONDS ? `${before} ${event.key}` : "";
    const target = find(pair) ?? find(event.key);
    before = event.key;
    at = event.timeStamp;
    if (!target) return;
    event.preventDefault();
    use(target);
  });
  document.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest<HTMLElement>("[data-dialog]");
    if (opener?.dataset["dialog"] === "keys") sortKeys();
    if (opener) document.querySelector<HTMLDialogElement>(`#${opener.dataset["dialog"]}`)?.showModal();
  });
}

/** The dialog lists the shortcuts that work on the current screen. */
function sortKeys(): void {
  for (const line of document.querySelectorAll<HTMLElement>("[data-screen-keys] [data-for-key]")) {
    line.hidden = !find(line.dataset["forKey"] ?? "");
  }
  document.querySelector("[data-writing-keys]")?.toggleAttribute("open", Boolean(document.querySelector("[data-editor]")));
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

function find(key: string): HTMLElement | null {
  return key ? document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) : null;
}

function use(target: HTMLElement): void {
  if (target instanceof HTMLInputElement) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
}
