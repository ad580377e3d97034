// Keeps every table one that Markdown can write: header cells on top only, each column aligned uniformly, lines in
// cells.
import { Fragment, Slice, type Node } from "prosemirror-model";
import { Plugin, type Transaction } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";
import { schema } from "../markdown/schema";
import { asLines } from "./table";

const { table, table_header, table_cell } = schema.nodes;

export function tableShape(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, state) => {
      if (!transactions.some((one) => one.docChanged)) return null;
      const tr = state.tr;
      changedTables(before.doc, state.doc, (node, pos) => mend(tr, node, pos));
      return tr.docChanged ? tr : null;
    },
    props: {
      handlePaste: (view, _event, slice) => {
        if (!isInTable(view.state) || slice.content.firstChild?.type === table || hasCells(slice.content)) return false;
        view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.from(asLines(slice.content)), 0, 0)).setMeta("paste", true).scrollIntoView());
        return true;
      },
    },
  });
}

/** Tables that were not there before; nodes are immutable, so an unedited table is the same object. */
function changedTables(before: Node, after: Node, visit: (node: Node, pos: number) => void): void {
  const known = new Set<Node>();
  before.forEach((node) => known.add(node));
  after.forEach((node, offset) => {
    if (known.has(node)) return;
    if (node.type === table) visit(node, offset);
    else if (!node.isTextblock) node.descendants((inner, pos) => void (inner.type === table && visit(inner, offset + 1 + pos)));
  });
}

/** Types and attributes only, so that positions do not change. */
function mend(tr: Transaction, whole: Node, pos: number): void {
  const aligns = columnAligns(whole);
  whole.forEach((row, rowOffset, rowAt) => {
    row.forEach((cell, cellOffset, column) => {
      const type = rowAt === 0 ? table_header : table_cell;
      const align = aligns[column] ?? null;
      const { colspan, rowspan } = cell.attrs;
      if (cell.type === type && cell.attrs["align"] === align && colspan === 1 && rowspan === 1) return;
      tr.setNodeMarkup(pos + rowOffset + cellOffset + 2, type, { ...cell.attrs, align, colspan: 1, rowspan: 1 });
    });
  });
  if (JSON.stringify(whole.attrs["align"]) !== JSON.stringify(aligns)) tr.setNodeAttribute(pos, "align", aligns);
}

/** A column is aligned like its header; new columns have no alignment. */
function columnAligns(whole: Node): unknown[] {
  const aligns: unknown[] = [];
  whole.firstChild?.forEach((cell) => aligns.push(cell.attrs["align"]));
  return aligns;
}

function hasCells(content: Fragment): boolean {
  const role = content.firstChild?.type.spec["tableRole"] as string | undefined;
  return role !== undefined;
}
