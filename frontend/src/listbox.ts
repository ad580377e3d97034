// A text field with a list of suggestions below it (the ARIA combobox pattern with a listbox popup).
import { announce, say } from "./words";

export interface Choices {
  fill(typed: string, list: HTMLElement, signal: AbortSignal): Promise<void>;
  choose(option: HTMLElement): void;
  /** Arrow down was pressed while the list was closed; returns whether that opens it. */
  onArrow?(): boolean;
  /** The Delete key was pressed on a highlighted option. */
  remove?(option: HTMLElement): void;
}

let lists = 0;

export class Combobox {
  private readonly list = document.createElement("div");
  private asking = new AbortController();

  constructor(
    private readonly input: HTMLInputElement | HTMLTextAreaElement,
    private readonly choices: Choices,
    label: string,
  ) {
    this.list.id = `suggestions-${++lists}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    input.after(this.list);
    for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": this.list.id })) input.setAttribute(name, value);
    if (this.isField) input.setAttribute("role", "combobox");
    this.setExpanded(false);
    input.autocomplete = "off";
    (input as HTMLElement).addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("input", () => this.mark(null)); // the highlighted option matched other letters: Enter must not take it
    input.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  /** Fill the list for the current text; a response that comes too late is dropped. */
  async suggest(typed: string): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      await this.choices.fill(typed, this.list, signal);
    } catch {
      if (!signal.aborted) this.list.replaceChildren();
    }
    if (signal.aborted || document.activeElement !== this.input) return;
    const options = this.options();
    options.forEach((option, at) => (option.id ||= `${this.list.id}-${at}`));
    this.show(options.length > 0);
    if (options.length) announce(say("suggestion_count", { count: String(options.length) }));
  }

  close(): void {
    this.asking.abort();
    this.show(false);
  }

  private show(open: boolean): void {
    this.list.hidden = !open;
    if (open && !this.isField) this.list.scrollIntoView({ block: "nearest" });
    this.setExpanded(open);
    this.mark(null);
  }

  /** A multi-line text stays a text box, which does not expand. */
  private get isField(): boolean {
    return this.input instanceof HTMLInputElement;
  }

  private setExpanded(open: boolean): void {
    if (this.isField) this.input.setAttribute("aria-expanded", String(open));
  }

  private options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>('[role="option"]')];
  }

  private marked(): HTMLElement | null {
    return this.list.querySelector<HTMLElement>('[aria-selected="true"]');
  }

  private mark(option: HTMLElement | null): void {
    for (const other of this.options()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  private move(by: number): void {
    const options = this.options();
    const marked = this.marked();
    const next = (marked ? options.indexOf(marked) : by > 0 ? -1 : 0) + by;
    this.mark(options[(next + options.length) % options.length] ?? null);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.list.hidden) return this.onKeyWhileClosed(event);
    const marked = this.marked();
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Delete" && marked && this.choices.remove) this.choices.remove(marked);
    else if ((event.key === "Enter" || (event.key === "Tab" && this.input.dataset["tags"] !== undefined)) && marked) this.choices.choose(marked);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onKeyWhileClosed(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" || !this.choices.onArrow?.()) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onClick(event: MouseEvent): void {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
    if (option && !(option instanceof HTMLAnchorElement)) this.choices.choose(option);
  }
}
