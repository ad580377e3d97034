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
