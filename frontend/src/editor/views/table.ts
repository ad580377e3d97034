// A table in its box, which scrolls where the table is wider than the page.
import type { NodeView, NodeViewConstructor } from "prosemirror-view";

export const tableView: NodeViewConstructor = (node) => {
  const dom = document.createElement("div");
  const table = document.createElement("table");
  const contentDOM = document.createElement("tbody");
  dom.className = "table-wrap";
  // Says that the cursor reaches what has to be scrolled to; a box that takes the focus itself would take it from the text.
  dom.contentEditable = "true";
  table.append(contentDOM);
  dom.append(table);
  // Only attributes are the box's own affair: a cursor beside the table must be known, or what is typed there is lost.
  const ignoreMutation: NodeView["ignoreMutation"] = (change) => change.type === "attributes" && !contentDOM.contains(change.target);
  return { dom, contentDOM, update: (next) => next.type === node.type, ignoreMutation };
};
