// The rendered text next to the Markdown, produced by the server so that it is what readers will see.
import type { Writing } from "./editor/writing";
import { postForm } from "./request";
import { startScroll } from "./scroll";
import { whenQuiet } from "./timing";
import { say } from "./words";

export function startPreview(editor: HTMLElement, area: HTMLTextAreaElement, writing: Writing): void {
  const pane = editor.querySelector<HTMLElement>("[data-preview-pane]");
  const button = editor.parentElement?.querySelector<HTMLButtonElement>("[data-preview-toggle]");
  const address = area.dataset["preview"];
  if (!pane || !button || !address) return;
  let asking = new AbortController();

  const refresh = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const form = new FormData();
    form.set("text", writing.text());
    for (const [name, value] of Object.entries(context(editor))) form.set(name, value);
    try {
      const html = await postForm(address, form, signal);
      if (signal.aborted) return;
      pane.innerHTML = html;
      startScroll(pane);
    } catch {
      if (!signal.aborted) pane.textContent = say("preview_failed");
    }
  };

  const soon = whenQuiet(300, () => void refresh());
  const turn = (shown: boolean): void => {
    button.setAttribute("aria-pressed", String(shown));
    editor.classList.toggle("previewing", shown);
    pane.hidden = !shown;
    if (shown) void refresh();
  };
  button.addEventListener("click", () => turn(pane.hidden));
  const follow = (): void => {
    button.hidden = editor.classList.contains("is-rich");
    if (button.hidden) turn(false);
  };
  editor.addEventListener("form-of-editor", follow);
  follow();
  writing.onChange(() => {
    if (!pane.hidden) soon();
  });
}

function context(editor: HTMLElement): Record<string, string> {
  return JSON.parse(editor.dataset["context"] ?? "{}") as Record<string, string>;
}
