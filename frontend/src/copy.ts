// Copy buttons: data-copy="text", and one next to each network path in a rendered text.
import { icon } from "./icons";
import { announce, say } from "./words";

export function startCopy(): void {
  addButtons(document);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (button) void copy(button.dataset["copy"] ?? "").then((done) => answer(button, done));
  });
}

/** Parts of the page that are loaded later get their buttons too. */
export function addButtons(part: ParentNode): void {
  part.querySelectorAll<HTMLElement>(".network-path:not(:has(button))").forEach(addButton);
}

function addButton(chip: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  const path = chip.dataset["copied"] ?? chip.dataset["path"] ?? chip.textContent?.trim() ?? "";
  button.dataset["copy"] = path;
  button.setAttribute("aria-label", say("copy_this_path", { path }));
  button.append(icon("copy"));
  chip.append(button);
}

async function copy(text: string): Promise<boolean> {
  if (!navigator.clipboard) return copyOnPlainHttp(text);
  return navigator.clipboard.writeText(text).then(() => true, () => copyOnPlainHttp(text));
}

/** Browsers offer navigator.clipboard only over https and on localhost; intranets also use plain http. */
function copyOnPlainHttp(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const field = document.createElement("textarea");
  field.className = "visually-hidden";
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}

function answer(button: HTMLElement, done: boolean): void {
  announce(done ? say("copied_text", { text: (button.dataset["copy"] ?? "").slice(0, 200) }) : say("copy_failed"));
  const use = button.querySelector("use");
  const before = use?.getAttribute("href") ?? "";
  if (!done || !use || before.endsWith("#check")) return;
  use.setAttribute("href", before.replace(/#.*/, "#check"));
  window.setTimeout(() => use.setAttribute("href", before), 1500);
}
