// The text being edited, in whichever form of the editor; drafts, presence and saving know only this.

export interface Writing {
  readonly form: HTMLFormElement;
  /** The text as Markdown, as it would be saved now. */
  text(): string;
  /** Replace the text, in one step that can be undone. */
  replace(text: string): void;
  /** Call `listener` after every change, whatever caused it. */
  onChange(listener: () => void): void;
  focus(): void;
}
