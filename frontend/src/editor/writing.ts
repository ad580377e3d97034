// The text being written, whichever form of the editor is open; drafts, presence and saving know only this.

export interface Writing {
  readonly form: HTMLFormElement;
  /** The text as Markdown, as it would be saved now. */
  text(): string;
  /** Put another text in its place, as one step that can be undone. */
  replace(text: string): void;
  /** Call `listener` after every change, however it was made. */
  onChange(listener: () => void): void;
  focus(): void;
}

/** The plain field: what there is before another form of the editor has opened. */
export function plainWriting(form: HTMLFormElement, area: HTMLTextAreaElement): Writing {
  return {
    form,
    text: () => area.value,
    replace: (text) => {
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onChange: (listener) => area.addEventListener("input", listener),
    focus: () => area.focus(),
  };
}
