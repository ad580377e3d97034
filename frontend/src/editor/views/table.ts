// A table in its scroll box, which scrolls if the table is wider than the page.
import type { NodeView, NodeViewConstructor } from "prosemirror-view";

export const tableView: NodeViewConstructor = (node) => {
  const dom = document.createElement("div");
  const table = document.createElement("table");
  const contentDOM = document.createElement("tbody");
  dom.className = "table-wrap";
  // Declares that the scrollable area is reachable with the cursor; a focusable box would take the focus from the text.
  dom.contentEditable = "true";
  table.append(contentDOM);
  dom.append(table);
  // Only attributes are the box's own business: a cursor next to the table must be reported, or what is typed there is
  // lost.
  const ignoreMutation: NodeView["ignoreMutation"] = (change) => change.type === "attributes" && !contentDOM.contains(change.target);
  return { dom, contentDOM, update: (next) => next.type === node.type, ignoreMutation };
};
