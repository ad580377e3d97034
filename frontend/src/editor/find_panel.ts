// The "find and replace" panel above the text.
import type { EditorView } from "prosemirror-view";
import { icon } from "../icons";
import { say } from "../words";
import { find, found, look, replaceAll, replaceOne, selected, step, type Panel } from "./find";

const panels = new WeakMap<EditorView, FindPanel>();

export function openPanel(view: EditorView): void {
  const panel = panels.get(view) ?? new FindPanel(view);
  panels.set(view, panel);
  panel.open();
}

class FindPanel implements Panel {
  private readonly element = document.createElement("div");
  private readonly words = input("find_words");
  private readonly other = input("find_other");
  private readonly count = document.createElement("output");
  private readonly matchCase = document.createElement("button");

  constructor(private readonly view: EditorView) {
    this.element.className = "find-panel";
    this.element.setAttribute("role", "search");
    this.element.setAttribute("aria-label", say("do_find"));
    this.matchCase.type = "button";
    this.matchCase.textContent = "Aa";
    this.matchCase.setAttribute("aria-label", say("find_case"));
    this.matchCase.setAttribute("aria-pressed", "false");
    this.matchCase.addEventListener("click", () => {
      this.matchCase.setAttribute("aria-pressed", String(this.matchCase.getAttribute("aria-pressed") !== "true"));
      this.look();
    });
    this.words.addEventListener("input", () => this.look());
    this.element.append(this.row(this.words, this.count, this.matchCase, ...this.steps()), this.row(this.other, ...this.replacing()));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    view.updateState(view.state.reconfigure({ plugins: [find(this), ...view.state.plugins] }));
  }

  open(): void {
    const { from, to, empty } = this.view.state.selection;
    const marked = this.view.state.doc.textBetween(from, to, " ");
    if (!this.element.isConnected) this.view.dom.closest(".editor-panes")?.before(this.element);
    if (!empty && marked.length < 100) this.words.value = marked;
    this.look();
    this.words.select();
  }

  close(): void {
    this.element.remove();
    look(this.view, null);
    this.view.focus();
  }

  forget(): void {
    if (this.view.isDestroyed) this.element.remove();
  }

  private look(): void {
    look(this.view, { words: this.words.value, matchCase: this.matchCase.getAttribute("aria-pressed") === "true" });
  }

  showCount(): void {
    if (!this.element.isConnected) return;
    const { hits } = found(this.view.state);
    const present = selected(this.view.state);
    const at = present ? String(hits.indexOf(present) + 1) : "–";
    this.count.textContent = this.words.value ? say("find_count", { at, of: String(hits.length) }) : "";
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.words) step(this.view, event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target === this.other) replaceOne(this.view, this.other.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private steps(): HTMLElement[] {
    return [
      button(say("find_previous"), "arrow-up", () => step(this.view, -1)),
      button(say("find_next"), "arrow-down", () => step(this.view, 1)),
      button(say("close"), "x", () => this.close()),
    ];
  }

  private replacing(): HTMLElement[] {
    return [
      button(say("find_replace"), null, () => replaceOne(this.view, this.other.value)),
      button(say("find_replace_all"), null, () => replaceAll(this.view, this.other.value)),
    ];
  }

  private row(...parts: HTMLElement[]): HTMLElement {
    const row = document.createElement("div");
    row.append(...parts);
    return row;
  }
}

function input(word: string): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "text";
  made.autocomplete = "off";
  made.placeholder = say(word);
  made.setAttribute("aria-label", say(word));
  return made;
}

function button(label: string, drawing: string | null, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.addEventListener("click", act);
  if (drawing) {
    made.append(icon(drawing));
    made.setAttribute("aria-label", label);
    made.title = label;
  } else {
    made.textContent = label;
  }
  return made;
}
