// Several lines or paragraphs pasted into one table cell: a cell is one line, so they are separated by line breaks.
import { Fragment, Slice, type Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";

export function intoCell(slice: Slice, view: EditorView): Slice {
  const { parent } = view.state.selection.$from;
  if (!/cell/.test(String(parent.type.spec["tableRole"]))) return slice;
  const lines = linesOf(slice);
  if (lines.length < 2) return slice;
  const { hard_break } = view.state.schema.nodes;
  return new Slice(Fragment.from(lines.flatMap((line, at) => (at && hard_break ? [hard_break.create(), ...line] : line))), 0, 0);
}

/** The lines of the copied content; none if it is a table, whose cells go into cells. */
function linesOf(slice: Slice): Node[][] {
  const lines: Node[][] = [];
  let hasTable = false;
  slice.content.descendants((node) => {
    hasTable ||= Boolean(node.type.spec["tableRole"]);
    if (!node.isTextblock) return true;
    if (node.childCount) lines.push(...(node.type.spec.code ? codeLines(node) : [[...node.children]]));
    return false;
  });
  return hasTable ? [] : lines;
}

function codeLines(node: Node): Node[][] {
  return node.textContent.split("\n").filter(Boolean).map((line) => [node.type.schema.text(line)]);
}
