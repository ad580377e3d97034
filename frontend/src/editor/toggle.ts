// The button that shows the text as Markdown, and as rich text again.
import type { Host } from "./host";

export function startToggle(editor: HTMLElement, host: Host): void {
  const button = editor.parentElement?.querySelector<HTMLButtonElement>("[data-source-toggle]");
  if (!button) return;
  button.addEventListener("click", () => void host.toggle());
  editor.addEventListener("form-of-editor", (event) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!(event as CustomEvent<boolean>).detail));
  });
}
