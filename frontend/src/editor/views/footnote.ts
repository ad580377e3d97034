// The text of a footnote with its mark before it.
import type { NodeViewConstructor } from "prosemirror-view";

export const footnoteView: NodeViewConstructor = (node) => {
  const dom = document.createElement("div");
  const label = document.createElement("span");
  const contentDOM = document.createElement("div");
  dom.className = "footnote";
  label.className = "footnote-label";
  label.contentEditable = "false";
  label.textContent = String(node.attrs["label"]);
  dom.append(label, contentDOM);
  return {
    dom,
    contentDOM,
    update: (next) => next.type === node.type && next.attrs["label"] === node.attrs["label"],
    ignoreMutation: (change) => !contentDOM.contains(change.target),
  };
};
