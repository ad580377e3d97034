// Commands for paragraphs and the blocks around them, and queries about the cursor's position.
import { lift, setBlockType, wrapIn } from "prosemirror-commands";
import type { Attrs, MarkType, Node, NodeType, ResolvedPos } from "prosemirror-model";
import { TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { schema } from "../markdown/schema";

const { nodes } = schema;

/** Whether the cursor's block is of this kind. */
export function ofType({ selection }: EditorState, type: NodeType, attrs: Attrs): boolean {
  return matches(selection.$from.parent, type, attrs);
}

/** Whether any block around the cursor is of this kind. */
export function insideOf(state: EditorState, type: NodeType, attrs: Attrs): boolean {
  return around(state, (node) => matches(node, type, attrs)) !== null;
}

/** The nearest matching block around the cursor, and its start. */
export function around({ selection }: EditorState, fits: (node: Node) => boolean): { node: Node; pos: number; depth: number } | null {
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (fits(node)) return { node, pos: $from.before(depth), depth };
  }
  return null;
}

export function markedWith(type: MarkType): (state: EditorState) => boolean {
  return ({ selection: { empty, $from, from, to }, storedMarks, doc }) =>
    empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type);
}

export const toggleQuote: Command = (state, dispatch) =>
  insideOf(state, nodes.blockquote, {}) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);

/** Wrap in a callout; inside one, change its kind, or lift out of it if it already has this kind. */
export function turnIntoCallout(kind: string): Command {
  return (state, dispatch) => {
    const present = around(state, (node) => node.type === nodes.callout);
    if (!present) return wrapIn(nodes.callout, { kind })(state, dispatch);
    if (present.node.attrs["kind"] === kind) return lift(state, dispatch);
    dispatch?.(state.tr.setNodeMarkup(present.pos, null, { ...present.node.attrs, kind, callWords: null }));
    return true;
  };
}

export const insertCodeBlock: Command = (state, dispatch) =>
  ofType(state, nodes.code_block, {}) ? setBlockType(nodes.paragraph)(state, dispatch) : setBlockType(nodes.code_block)(state, dispatch);

export const insertRule: Command = (state, dispatch) => {
  dispatch?.(insertBlock(state.tr, nodes.horizontal_rule.create()));
  return true;
};

/** Insert a block below the cursor's block, or replace that if it is empty; the cursor goes into or after it. */
export function insertBlock(tr: Transaction, block: Node): Transaction {
  const { $from } = tr.selection;
  const depth = outermost($from);
  const empty = $from.depth === depth && $from.parent.type === nodes.paragraph && $from.parent.content.size === 0;
  const at = depth === 0 ? $from.pos : empty ? $from.before(depth) : $from.after(depth);
  tr.replaceWith(at, empty ? $from.after(depth) : at, block);
  const behind = at + block.nodeSize;
  if (!block.isLeaf) return tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView();
  if (!tr.doc.resolve(behind).nodeAfter) tr.insert(behind, nodes.paragraph.create());
  return tr.setSelection(TextSelection.near(tr.doc.resolve(behind + 1))).scrollIntoView();
}

/** The depth of the cursor's block; tables contain no blocks, so inside one it is the table. */
function outermost($from: ResolvedPos): number {
  for (let depth = 1; depth <= $from.depth; depth++) if ($from.node(depth).type === nodes.table) return depth;
  return $from.depth;
}

function matches(node: Node, type: NodeType, attrs: Attrs): boolean {
  return node.type === type && Object.entries(attrs).every(([name, value]) => node.attrs[name] === value);
}
