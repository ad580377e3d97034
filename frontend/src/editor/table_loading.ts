// Table support is loaded after the text has opened; its keys and menu come with the first table.
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection, type Command, type EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "../markdown/schema";
import { around, insertBlock, insideOf } from "./blocks";

const { table, table_row, table_header, table_cell } = schema.nodes;
const COLUMNS = 3;
const ROWS = 3;

const key = new PluginKey("tables");
let loaded: typeof import("./tables") | null = null;

export async function loadTables(): Promise<void> {
  loaded = await import("./tables");
}

/** The table plugins loaded so far; they are loaded whenever a table appears, however it got there. */
export function tables(): Plugin[] {
  return [...(loaded?.tablePlugins() ?? []), waiting(loaded === null)];
}

/** The table appears at once; its keys and menu follow. */
export const insertTable: Command = (state, dispatch) => {
  if (insideOf(state, table, {})) return false;
  dispatch?.(insertBlock(state.tr, emptyTable()));
  return true;
};

function waiting(needed: boolean): Plugin {
  const look = (view: EditorView): void => {
    if (!needed || !holdsTable(view.state.doc)) return;
    needed = false;
    void loadTables().then(() => view.isDestroyed || view.updateState(completed(view.state)));
  };
  return new Plugin({
    key,
    props: { handleKeyDown: (view, event) => !loaded && event.key === "Tab" && toNextCell(view, event.shiftKey ? -1 : 1) },
    view: (view) => {
      look(view);
      return { update: (_view, before) => before.doc !== view.state.doc && look(view) };
    },
  });
}

/** Until the table keys are loaded, Tab would leave the text. */
function toNextCell({ state, dispatch }: EditorView, by: number): boolean {
  const whole = around(state, (node) => node.type === table);
  if (!whole) return false;
  const cells: { from: number; to: number }[] = [];
  whole.node.descendants((node, pos) => {
    const from = whole.pos + 1 + pos;
    if (node.type === table_cell || node.type === table_header) cells.push({ from: from + 1, to: from + node.nodeSize - 1 });
  });
  const next = cells[cells.findIndex(({ to }) => state.selection.from <= to) + by];
  if (next) dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(next.from), state.doc.resolve(next.to))).scrollIntoView());
  return true;
}

/** Replaces the placeholder plugin: before the keys of the text. */
function completed(state: EditorState): EditorState {
  return state.reconfigure({ plugins: state.plugins.flatMap((plugin) => (plugin === key.get(state) ? tables() : [plugin])) });
}

function holdsTable(doc: Node): boolean {
  let found = false;
  doc.descendants((node) => {
    found ||= node.type === table;
    return !found && !node.isTextblock;
  });
  return found;
}

function emptyTable(): Node {
  const row = (cell: typeof table_cell): Node => table_row.create(null, Array.from({ length: COLUMNS }, () => cell.create()));
  const rows = Array.from({ length: ROWS }, (_, at) => row(at === 0 ? table_header : table_cell));
  return table.create({ align: Array.from({ length: COLUMNS }, () => null) }, rows);
}
