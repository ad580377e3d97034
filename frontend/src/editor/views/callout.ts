// A callout: its kind is shown above it as a select.
import type { NodeViewConstructor } from "prosemirror-view";
import { say } from "../../words";

const KINDS = ["note", "tip", "important", "warning", "caution"];

export const calloutView: NodeViewConstructor = (node, view, getPos) => {
  const dom = document.createElement("div");
  const kind = document.createElement("select");
  const contentDOM = document.createElement("div");
  const show = (): void => {
    dom.className = `callout callout-${String(node.attrs["kind"])}`;
    kind.value = String(node.attrs["kind"]);
  };
  kind.className = "callout-title";
  kind.contentEditable = "false";
  kind.setAttribute("aria-label", say("callout_kind"));
  kind.append(...KINDS.map((name) => new Option(say(`do_callout_${name}`), name)));
  kind.addEventListener("change", () => {
    const pos = getPos();
    if (pos === undefined) return;
    view.dispatch(view.state.tr.setNodeMarkup(pos, null, { ...node.attrs, kind: kind.value, callWords: null }));
    view.focus();
  });
  contentDOM.className = "callout-text";
  dom.append(kind, contentDOM);
  show();
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== node.type) return false;
      node = next;
      show();
      return true;
    },
    stopEvent: (event) => kind.contains(event.target as Node),
    ignoreMutation: (change) => !contentDOM.contains(change.target),
  };
};
