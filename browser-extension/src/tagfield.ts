// Tags as chips with completion: typing highlights the best match, Enter takes it, Enter in the empty field saves.
import { icon, make } from "./dom";
import { say } from "./words";

const SHOWN = 6;
const LONGEST = 100;

export type Lookup = (beginning: string) => Promise<string[]>;

export class TagField {
  private chosen: string[] = [];
  private known: string[] = [];
  private readonly list = make("div", "suggestions");
  private asked = 0;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly chips: HTMLElement,
    private readonly lookup: Lookup,
    private readonly changed: () => void,
  ) {
    this.list.id = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("tagSuggestions"));
    input.after(this.list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.onInput());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take((event.target as Element).closest<HTMLElement>('[role="option"]')));
  }

  /** The chosen tags, plus the one being typed. */
  get values(): string[] {
    const typed = clean(this.input.value);
    return typed && !this.has(typed) ? [...this.chosen, typed] : [...this.chosen];
  }

  set values(names: string[]) {
    this.chosen = [...names];
    this.draw();
  }

  /** Names to complete from at once, before the server responds. */
  learn(names: string[]): void {
    this.known = [...new Set([...names, ...this.known])];
  }

  private onInput(): void {
    const parts = this.input.value.split(",");
    if (parts.length > 1) {
      this.input.value = parts.pop() ?? "";
      parts.forEach((name) => this.add(name));
    }
    this.suggest();
    void this.askServer();
  }

  private async askServer(): Promise<void> {
    const typed = clean(this.input.value);
    const mine = ++this.asked;
    if (!typed) return;
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (mine !== this.asked) return;
    const names = await this.lookup(typed).catch(() => []);
    if (mine !== this.asked || !names.some((name) => !this.known.includes(name))) return;
    this.known.push(...names.filter((name) => !this.known.includes(name)));
    this.suggest();
  }

  private suggest(): void {
    const typed = clean(this.input.value);
    if (!typed) return this.close();
    const found = this.matches(typed);
    const isNew = !found.some((name) => fold(name) === fold(typed)) && !this.has(typed);
    const options = found.map((name) => option(name, name));
    if (isNew) options.push(option(typed, say("newTag", [typed])));
    options.forEach((element, at) => (element.id = `suggestion-${at}`));
    this.list.replaceChildren(...options);
    this.open(options.length > 0);
    this.mark(options[0] ?? null);
  }

  private matches(typed: string): string[] {
    const wanted = fold(typed);
    const free = this.known.filter((name) => !this.has(name));
    const starting = free.filter((name) => fold(name).startsWith(wanted));
    const holding = free.filter((name) => !fold(name).startsWith(wanted) && fold(name).includes(wanted));
    return [...starting, ...holding].slice(0, SHOWN);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const marked = this.marked();
    if (event.key === "Backspace" && !this.input.value && this.chosen.length) this.drop(this.chosen.at(-1) ?? "");
    else if (this.list.hidden) return;
    else if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && marked) this.take(marked);
    else return;
    event.preventDefault();
  }

  private take(marked: HTMLElement | null): void {
    if (!marked) return;
    this.input.value = "";
    this.add(marked.dataset["name"] ?? "");
    this.close();
  }

  private add(name: string): void {
    const tag = clean(name);
    if (tag && !this.has(tag)) this.chosen.push(tag);
    this.draw();
    this.changed();
  }

  private drop(name: string): void {
    this.chosen = this.chosen.filter((other) => other !== name);
    this.draw();
    this.changed();
    this.input.focus();
  }

  private has(name: string): boolean {
    return this.chosen.some((other) => fold(other) === fold(name));
  }

  private draw(): void {
    this.chips.hidden = !this.chosen.length;
    this.chips.replaceChildren(...this.chosen.map((name) => this.chip(name)));
  }

  private chip(name: string): HTMLElement {
    const item = make("li", "");
    const tag = make("span", "tag");
    const remove = make("button", "");
    remove.type = "button";
    remove.setAttribute("aria-label", say("removeTag", [name]));
    remove.append(icon("x"));
    remove.addEventListener("click", () => this.drop(name));
    tag.append(make("span", "tag-name", name), remove);
    item.append(tag);
    return item;
  }

  private marked(): HTMLElement | null {
    return this.list.querySelector<HTMLElement>('[aria-selected="true"]');
  }

  private mark(wanted: HTMLElement | null): void {
    for (const other of this.list.children) other.setAttribute("aria-selected", String(other === wanted));
    if (wanted) this.input.setAttribute("aria-activedescendant", wanted.id);
    else this.input.removeAttribute("aria-activedescendant");
    wanted?.scrollIntoView({ block: "nearest" });
  }

  private move(by: number): void {
    const options = [...this.list.children] as HTMLElement[];
    const at = this.marked() ? options.indexOf(this.marked()!) : -1;
    this.mark(options[(at + by + options.length) % options.length] ?? null);
  }

  private close(): void {
    this.asked++;
    this.open(false);
    this.mark(null);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }
}

function option(name: string, text: string): HTMLElement {
  const element = make("div", "", text);
  element.setAttribute("role", "option");
  element.dataset["name"] = name;
  return element;
}

function clean(name: string): string {
  return name.replace(/\s+/g, " ").trim().slice(0, LONGEST);
}

function fold(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
