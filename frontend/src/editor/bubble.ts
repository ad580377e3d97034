// The floating toolbar at the text: marks for the selection, and actions for a link.
import { NodeSelection, Plugin, TextSelection, type EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { icon } from "../icons";
import { schema } from "../markdown/schema";
import { say } from "../words";
import * as actions from "./actions";
import type { Action } from "./actions";
import { keyName } from "./key_names";
import { linkAt, removeLink } from "./link_reach";
import { placeBeside } from "./place";
import { rove } from "./roving";
import { isOpened } from "./views/link";

const edit: Action = { name: "link_edit", icon: "pencil", key: "Mod-k", run: actions.link.run };
const remove: Action = { name: "link_remove", icon: "unlink", run: removeLink };

export function bubble(): Plugin {
  return new Plugin({ view: (view) => new Bubble(view) });
}

class Bubble {
  private readonly bar = document.createElement("div");
  private shown = "";
  private pressing = false;
  private readonly press = (): void => void (this.pressing = true);
  private readonly release = (): void => {
    this.pressing = false;
    this.update();
  };

  constructor(private readonly view: EditorView) {
    this.bar.className = "bubble";
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", say("bubble"));
    this.bar.addEventListener("mousedown", (event) => event.preventDefault());
    this.bar.addEventListener("keydown", (event) => event.key === "Escape" && view.focus());
    view.dom.addEventListener("mousedown", this.press);
    document.addEventListener("mouseup", this.release);
    document.addEventListener("focusin", this.release);
  }

  update(): void {
    const wanted = this.pressing ? "" : this.wanted();
    if (!wanted) return this.hide();
    if (wanted !== this.shown) this.bar.replaceChildren(...(wanted === "marks" ? this.marks() : this.link()));
    this.shown = wanted;
    if (!this.bar.isConnected) document.body.append(this.bar);
    rove(this.bar);
    const { from, to } = this.view.state.selection;
    const [start, end] = [this.view.coordsAtPos(from), this.view.coordsAtPos(to)];
    placeBeside(this.bar, { left: start.left, top: start.top, bottom: end.bottom }, wanted === "marks");
    for (const button of this.bar.querySelectorAll<HTMLElement>("[data-do]")) this.showPressed(button);
  }

  destroy(): void {
    this.hide();
    this.view.dom.removeEventListener("mousedown", this.press);
    document.removeEventListener("mouseup", this.release);
    document.removeEventListener("focusin", this.release);
  }

  private hide(): void {
    this.bar.remove();
    this.shown = "";
  }

  /** Which toolbar, as a string that changes when its buttons do. */
  private wanted(): string {
    const { state } = this.view;
    if (!this.view.hasFocus() && !this.bar.contains(document.activeElement)) return "";
    const reach = state.selection.empty ? linkAt(state) : null;
    if (reach) return `link ${String(reach.mark.attrs["href"])}`;
    if (isWikiLink(state)) return "page";
    return hasText(state) && !window.matchMedia("(pointer: coarse)").matches ? "marks" : "";
  }

  private marks(): HTMLElement[] {
    const { bold, italic, strike, code, link } = actions;
    return [bold, italic, strike, code, link].map((action) => this.button(action));
  }

  private link(): HTMLElement[] {
    const reach = linkAt(this.view.state);
    if (!reach) return [this.button(edit)];
    const href = String(reach.mark.attrs["href"]);
    const address = document.createElement("a");
    address.textContent = href;
    if (isOpened(href)) {
      address.href = href;
      address.target = "_blank";
      address.rel = "noopener noreferrer";
      address.setAttribute("aria-label", say("link_open", { address: href }));
    }
    return [address, this.button(edit), this.button(remove)];
  }

  private button(action: Action): HTMLButtonElement {
    const button = document.createElement("button");
    const label = say(`do_${action.name}`);
    button.type = "button";
    button.dataset["do"] = action.name;
    button.setAttribute("aria-label", label);
    button.title = action.key ? `${label} (${keyName(action.key)})` : label;
    button.append(icon(action.icon));
    button.addEventListener("click", () => {
      this.view.focus();
      action.run(this.view.state, this.view.dispatch, this.view);
    });
    return button;
  }

  private showPressed(button: HTMLElement): void {
    const action = [actions.bold, actions.italic, actions.strike, actions.code].find(({ name }) => name === button.dataset["do"]);
    if (action?.pressed) button.setAttribute("aria-pressed", String(action.pressed(this.view.state)));
  }
}

function isWikiLink({ selection }: EditorState): boolean {
  return selection instanceof NodeSelection && selection.node.type === schema.nodes.wiki_link;
}

function hasText({ selection, doc }: EditorState): boolean {
  if (selection.empty || !(selection instanceof TextSelection)) return false;
  return !selection.$from.parent.type.spec.code && doc.textBetween(selection.from, selection.to).trim() !== "";
}
