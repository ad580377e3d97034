// The button at a table's corner that opens the actions for rows and columns.
import { Plugin, type Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { icon } from "../icons";
import { schema } from "../markdown/schema";
import { say } from "../words";
import { around } from "./blocks";
import { openMenu } from "./menu";
import * as table from "./table";

const OPERATIONS: [string, string, Command][] = [
  ["row_above", "arrow-up-to-line", table.addRowAbove],
  ["row_below", "arrow-down-to-line", table.addRowAfter],
  ["row_delete", "x", table.removeRow],
  ["column_before", "arrow-left-to-line", table.addColumnBefore],
  ["column_after", "arrow-right-to-line", table.addColumnAfter],
  ["column_delete", "x", table.deleteColumn],
  ["align_left", "text-align-start", table.alignColumn("left")],
  ["align_center", "text-align-center", table.alignColumn("center")],
  ["align_right", "text-align-end", table.alignColumn("right")],
  ["table_delete", "trash", table.deleteTable],
];

export function tableMenu(): Plugin {
  return new Plugin({
    view: (view) => {
      const button = make(view);
      const update = (): void => stand(view, button);
      const open = new AbortController();
      window.addEventListener("scroll", update, { passive: true, capture: true, signal: open.signal });
      window.addEventListener("resize", update, { signal: open.signal });
      update();
      return {
        update,
        destroy: () => {
          open.abort();
          button.remove();
        },
      };
    },
  });
}

function make(view: EditorView): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "table-tools";
  button.title = say("table_tools");
  button.setAttribute("aria-label", say("table_tools"));
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.append(icon("table"), icon("chevron-down"));
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => openMenu(button, possible(view)));
  return button;
}

function possible(view: EditorView) {
  return OPERATIONS.filter(([, , run]) => run(view.state)).map(([name, drawing, run]) => ({
    label: say(`do_${name}`),
    icon: drawing,
    act: () => {
      view.focus();
      run(view.state, view.dispatch, view);
    },
  }));
}

/** Above the right end of the table's visible part, without affecting the layout. */
function stand(view: EditorView, button: HTMLElement): void {
  const found = around(view.state, (node) => node.type === schema.nodes.table);
  const wrap = found && view.nodeDOM(found.pos);
  if (!(wrap instanceof HTMLElement)) return button.remove();
  const place = view.dom.parentElement;
  if (!place) return;
  if (!button.isConnected) place.append(button);
  const [frame, box] = [place.getBoundingClientRect(), (wrap.querySelector("table") ?? wrap).getBoundingClientRect()];
  button.style.right = `${Math.max(0, Math.min(frame.right - box.right, frame.width - button.offsetWidth))}px`;
  button.style.top = `${Math.max(0, box.top - frame.top - button.offsetHeight)}px`;
}
