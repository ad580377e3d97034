// Changing the text of a field so that the browser's own undo still works.

export function replace(area: HTMLTextAreaElement, from: number, to: number, text: string): void {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Replace a text that stands somewhere, without moving the writer's own cursor. */
export function swap(area: HTMLTextAreaElement, old: string, text: string): void {
  const at = area.value.indexOf(old);
  if (at < 0) return;
  area.setRangeText(text, at, at + old.length, "preserve");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Begin and end of the lines that the selection touches. */
export function lines(area: HTMLTextAreaElement): [number, number] {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.value.indexOf("\n", area.selectionEnd);
  return [from, end < 0 ? area.value.length : end];
}
