// A list item; a task has a box before it that is ticked by click, by Space, or with the shortcut in the "+" menu.
import { Selection } from "prosemirror-state";
import type { NodeViewConstructor } from "prosemirror-view";
import { say } from "../../words";

export const itemView: NodeViewConstructor = (node, view, getPos) => {
  const dom = document.createElement("li");
  if (node.attrs["checked"] === null) return { dom, contentDOM: dom, update: (next) => next.type === node.type && next.attrs["checked"] === null };
  const box = document.createElement("span");
  const contentDOM = document.createElement("div");
  const toggle = (): void => {
    const pos = getPos();
    const item = pos === undefined ? null : view.state.doc.nodeAt(pos);
    if (pos !== undefined && item) view.dispatch(view.state.tr.setNodeAttribute(pos, "checked", !item.attrs["checked"]));
  };
  const intoText = (): void => {
    const pos = getPos();
    if (pos !== undefined) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(pos + 2))));
    view.focus();
  };
  const show = (): void => {
    box.setAttribute("aria-checked", String(node.attrs["checked"]));
    box.setAttribute("aria-label", node.firstChild?.textContent.trim() || say("task"));
  };
  dom.className = "task";
  box.className = "task-box";
  box.contentEditable = "false";
  box.tabIndex = -1;
  box.setAttribute("role", "checkbox");
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", toggle);
  box.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") toggle();
    else if (["ArrowRight", "ArrowDown", "Escape"].includes(event.key)) intoText();
    else return;
    event.preventDefault();
  });
  dom.append(box, contentDOM);
  show();
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== node.type || next.attrs["checked"] === null) return false;
      node = next;
      show();
      return true;
    },
    stopEvent: (event) => box.contains(event.target as Node),
    ignoreMutation: (change) => !contentDOM.contains(change.target),
  };
};
