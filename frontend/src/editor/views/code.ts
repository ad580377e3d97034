// Literal text: code with its language, formulas, and source the editor cannot represent.
import type { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view";
import { whenQuiet } from "../../timing";
import { say } from "../../words";

type Kind = "math" | "diagram";

export const codeView: NodeViewConstructor = (node, view, getPos) => {
  const language = languageField(view, getPos);
  const shown = (now: Node): void => {
    if (document.activeElement !== language) language.value = String(now.attrs["info"]);
  };
  return new SourceView(node, "code-block", language, shown, (now) => kindOf(String(now.attrs["info"])));
};

export const mathView: NodeViewConstructor = (node) => new SourceView(node, "math-block", caption(say("do_formula")), () => undefined, () => "math");

export const rawView: NodeViewConstructor = (node) =>
  new SourceView(node, "raw-block", caption(say(`raw_${String(node.attrs["kind"])}`)), () => undefined, () => null);

class SourceView implements NodeView {
  readonly dom = document.createElement("div");
  readonly contentDOM = document.createElement("code");
  private readonly preview = document.createElement("div");
  private readonly soon = whenQuiet(300, () => void this.draw());
  private drawn = "";

  constructor(
    private node: Node,
    kind: string,
    private readonly head: HTMLElement,
    private readonly shown: (node: Node) => void,
    private readonly previewed: (node: Node) => Kind | null,
  ) {
    const pre = document.createElement("pre");
    this.dom.className = `source ${kind}`;
    this.preview.className = "source-preview";
    this.preview.contentEditable = "false";
    this.contentDOM.spellcheck = false;
    pre.contentEditable = "true";
    pre.append(this.contentDOM);
    this.dom.append(head, pre);
    shown(node);
    this.soon();
  }

  update(next: Node): boolean {
    if (next.type !== this.node.type || next.attrs["kind"] !== this.node.attrs["kind"]) return false;
    this.node = next;
    this.shown(next);
    this.soon();
    return true;
  }

  stopEvent(event: Event): boolean {
    return this.head.contains(event.target as globalThis.Node) || this.preview.contains(event.target as globalThis.Node);
  }

  ignoreMutation({ target }: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(target);
  }

  private async draw(): Promise<void> {
    const kind = this.previewed(this.node);
    const source = this.node.textContent;
    if (!kind || !source.trim()) return this.preview.remove();
    if (this.drawn === kind + source) return;
    this.drawn = kind + source;
    this.dom.append(this.preview);
    const { preview } = await import("../previews");
    await preview(kind, source, this.preview);
  }
}

function kindOf(info: string): Kind | null {
  const language = info.split(/\s/)[0]?.toLowerCase();
  return language === "mermaid" ? "diagram" : language === "math" ? "math" : null;
}

function caption(words: string): HTMLElement {
  const head = document.createElement("span");
  head.className = "source-head";
  head.contentEditable = "false";
  head.textContent = words;
  return head;
}

function languageField(view: EditorView, getPos: () => number | undefined): HTMLInputElement {
  const field = document.createElement("input");
  field.type = "text";
  field.className = "source-head";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.placeholder = say("code_language");
  field.setAttribute("aria-label", say("code_language"));
  field.addEventListener("change", () => {
    const pos = getPos();
    if (pos !== undefined) view.dispatch(view.state.tr.setNodeAttribute(pos, "info", field.value.trim()));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape" && event.key !== "ArrowDown") return;
    event.preventDefault();
    field.dispatchEvent(new Event("change"));
    intoCode(view, getPos());
  });
  return field;
}

function intoCode(view: EditorView, pos: number | undefined): void {
  if (pos !== undefined) view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos + 1)));
  view.focus();
}
