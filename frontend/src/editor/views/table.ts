// A table in its box, which scrolls where the table is wider than the page.
import type { NodeViewConstructor } from "prosemirror-view";

export const tableView: NodeViewConstructor = (node) => {
  const dom = document.createElement("div");
  const table = document.createElement("table");
  const contentDOM = document.createElement("tbody");
  dom.className = "table-wrap";
  // Says that the cursor reaches what has to be scrolled to; a box that takes the focus itself would take it from the text.
  dom.contentEditable = "true";
  table.append(contentDOM);
  dom.append(table);
  return { dom, contentDOM, update: (next) => next.type === node.type, ignoreMutation: (change) => !contentDOM.contains(change.target) };
};
