// Commands for tables as Markdown has them: one header row on top, one line of text per cell.
import type { Fragment, Node } from "prosemirror-model";
import { TextSelection, type Command, type EditorState } from "prosemirror-state";
import { CellSelection, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable, selectedRect } from "prosemirror-tables";
import { schema } from "../markdown/schema";

export { addColumnAfter, addColumnBefore, addRowAfter, deleteColumn, deleteTable, isInTable };

/** Nothing can be above the header. */
export const addRowAbove: Command = (state, dispatch) => isInTable(state) && selectedRect(state).top > 0 && addRowBefore(state, dispatch);

/** The header stays while there are other rows: without it there is no table. */
export const removeRow: Command = (state, dispatch) => isInTable(state) && selectedRect(state).top > 0 && deleteRow(state, dispatch);

export function alignColumn(align: "left" | "center" | "right" | null): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { map, table: whole, tableStart, left, right } = selectedRect(state);
    const tr = state.tr;
    for (const pos of new Set(map.cellsInRect({ left, right, top: 0, bottom: map.height }))) {
      tr.setNodeAttribute(tableStart + pos, "align", align);
    }
    const aligns = Array.from({ length: map.width }, (_, at) => (at >= left && at < right ? align : ((whole.attrs["align"] as unknown[])[at] ?? null)));
    dispatch?.(tr.setNodeAttribute(tableStart - 1, "align", aligns));
    return true;
  };
}

/** Tab goes to the next cell and adds a new row at the end. */
export const nextCell: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  if (!dispatch || !view) return true;
  addRowAfter(state, dispatch);
  return goToNextCell(1)(view.state, dispatch);
};

export const previousCell: Command = (state, dispatch) => isInTable(state) && (goToNextCell(-1)(state, dispatch) || true);

/** Enter goes to the cell below, and after the last row out of the table. */
export const cellBelow: Command = (state, dispatch) => {
  if (!isInTable(state) || state.selection instanceof CellSelection) return false;
  const { map, tableStart, table: whole, bottom, left } = selectedRect(state);
  if (bottom < map.height) {
    const cell = tableStart + map.positionAt(bottom, left, whole);
    dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve(cell + 1))).scrollIntoView());
  } else {
    dispatch?.(leave(state, tableStart - 1 + whole.nodeSize));
  }
  return true;
};

function leave(state: EditorState, behind: number) {
  const tr = state.tr;
  if (!tr.doc.resolve(behind).nodeAfter) tr.insert(behind, schema.nodes.paragraph.create());
  return tr.setSelection(TextSelection.near(tr.doc.resolve(behind + 1))).scrollIntoView();
}

/** Blocks as lines of text with breaks between them, because a cell can contain no more than that. */
export function asLines(content: Fragment): Node[] {
  const { hard_break, soft_break } = schema.nodes;
  const parts: Node[] = [];
  content.descendants((node, _pos, parent) => {
    if (node.isTextblock && node.content.size > 0 && parts.length > 0) parts.push(hard_break.create());
    if (!node.isInline) return true;
    if (node.isText) parts.push(...textLines(node, parent?.type.spec.code ? hard_break.create() : schema.text(" ")));
    else parts.push(node.type === soft_break ? schema.text(" ") : node.type === hard_break ? hard_break.create() : node);
    return false;
  });
  return parts;
}

/** The lines of one text with this between them. */
function textLines({ text = "", marks }: Node, between: Node): Node[] {
  return text.split("\n").flatMap((line, at) => [...(at ? [between] : []), ...(line ? [schema.text(line, marks)] : [])]);
}
