// The list of choices itself: queries its triggers, shows their choices at the cursor and handles the keys.
import { icon } from "../icons";
import type { Choice, Ground, Trigger } from "./choices";
import { keyHint } from "./menu";
import { placeBeside } from "./place";

let lists = 0;

export class Popup<View> {
  private readonly list = document.createElement("div");
  private asking = new AbortController();
  private choices: Choice[] = [];
  private trigger: Trigger<Choice, View> | null = null;
  private from = 0;
  private marked = 0;
  /** Where Escape was pressed: the list stays closed there. */
  private dismissed = -1;
  /** Whether the choices shown match the current text, not a shorter one. */
  private answered = false;
  /** The cursor position if Enter was pressed before the response; its first choice is taken then. */
  private hurried: number | null = null;

  constructor(
    private readonly ground: Ground<View>,
    private readonly triggers: readonly Trigger<Choice, View>[],
  ) {
    this.list.id = `choices-${++lists}`;
    this.list.className = "choices";
    this.list.tabIndex = 0; // it can be scrolled; the arrow keys move through it
    this.list.setAttribute("role", "listbox");
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
      if (option) this.take([...this.list.children].indexOf(option));
    });
  }

  update(typed: boolean): void {
    if (this.hurried !== null && this.ground.head() >= this.hurried) return;
    const found = this.find();
    if (!found) this.dismissed = -1;
    if (!found || found.from === this.dismissed || (!typed && !this.list.isConnected)) return this.close();
    if (!typed && found.trigger === this.trigger && found.from === this.from) return;
    void this.ask(found.trigger, found.from, found.typed);
  }

  onKey(event: KeyboardEvent): boolean {
    if (!this.list.isConnected || event.isComposing || this.hurried !== null) return false;
    if (event.key === "ArrowDown") this.mark(this.marked + 1);
    else if (event.key === "ArrowUp") this.mark(this.marked - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.takeMarked();
    else if (event.key === "Escape") this.dismiss();
    else return false;
    event.preventDefault();
    return true;
  }

  close(): void {
    this.asking.abort();
    this.hurried = null;
    this.list.remove();
    for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) this.ground.element.removeAttribute(name);
  }

  private dismiss(): void {
    this.dismissed = this.from;
    this.close();
  }

  private find(): { trigger: Trigger<Choice, View>; from: number; typed: string } | null {
    const before = this.ground.before();
    if (!before) return null;
    for (const trigger of this.triggers) {
      const match = trigger.trigger.exec(before.text);
      if (match) return { trigger, from: before.start + match.index + (match.length > 2 ? (match[1]?.length ?? 0) : 0), typed: match.at(-1) ?? "" };
    }
    return null;
  }

  private async ask(trigger: Trigger<Choice, View>, from: number, typed: string): Promise<void> {
    this.asking.abort();
    const { signal } = (this.asking = new AbortController());
    [this.trigger, this.from, this.answered, this.hurried] = [trigger, from, false, null];
    const choices = await trigger.fill(typed, signal).catch(() => []);
    if (signal.aborted) return;
    [this.choices, this.answered] = [choices, true];
    if (this.hurried !== null) this.take(0, this.hurried);
    else if (choices.length > 0) this.show(trigger.label);
    else this.close();
  }

  private show(label: string): void {
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(...this.choices.map((choice, at) => option(choice, `${this.list.id}-${at}`)));
    if (!this.list.isConnected) document.body.append(this.list);
    this.ground.element.setAttribute("aria-controls", this.list.id);
    this.ground.element.setAttribute("aria-autocomplete", "list");
    placeBeside(this.list, this.ground.coords(this.from));
    this.mark(0);
  }

  private mark(at: number): void {
    this.marked = (at + this.choices.length) % this.choices.length;
    [...this.list.children].forEach((child, index) => child.setAttribute("aria-selected", String(index === this.marked)));
    const present = this.list.children[this.marked];
    if (!present) return;
    this.ground.element.setAttribute("aria-activedescendant", present.id);
    present.scrollIntoView({ block: "nearest" });
  }

  private takeMarked(): void {
    if (this.answered) this.take(this.marked);
    else this.hurried = this.ground.head();
  }

  private take(at: number, to = this.ground.head()): void {
    const choice = this.choices[at];
    const { trigger, from } = this;
    this.close();
    if (choice && trigger) trigger.choose(choice, this.ground.view, from, to);
  }
}

function option({ label, second, key, icon: drawing }: Choice, id: string): HTMLElement {
  const row = document.createElement("div");
  const words = document.createElement("span");
  row.id = id;
  row.setAttribute("role", "option");
  words.textContent = label;
  if (second) {
    const quiet = document.createElement("span");
    quiet.className = "second";
    quiet.textContent = second;
    words.append(quiet);
  }
  row.append(...(drawing ? [icon(drawing)] : []), words, ...(key ? [keyHint(key)] : []));
  return row;
}
