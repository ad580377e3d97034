// Commands for lists and tasks.
import type { Attrs, Node, NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Selection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { schema } from "../markdown/schema";
import { around } from "./blocks";

const { bullet_list, ordered_list, list_item, paragraph } = schema.nodes;

const isList = (node: Node): boolean => node.type === bullet_list || node.type === ordered_list;
const isTask = (node: Node): boolean => node.type === list_item && node.attrs["checked"] !== null;

export function inList(type: NodeType): (state: EditorState) => boolean {
  return (state) => around(state, isList)?.node.type === type && !inTasks(state);
}

export function inTasks(state: EditorState): boolean {
  const item = around(state, (node) => node.type === list_item);
  return item !== null && isTask(item.node);
}

/** Create a list, change its kind, or dissolve it if it already has this kind. */
export function toggleList(type: NodeType): Command {
  return (state, dispatch, view) => {
    const list = around(state, isList);
    if (!list) return wrapInList(type)(state, dispatch);
    if (list.node.type === type && !inTasks(state)) return liftListItem(list_item)(state, dispatch, view);
    const tr = list.node.type === type ? state.tr : state.tr.setNodeMarkup(list.pos, type);
    dispatch?.(forItems(tr, list.pos, () => ({ checked: null, marker: null })));
    return true;
  };
}

export const toggleTasks: Command = (state, dispatch, view) => {
  const list = around(state, isList);
  if (!list) {
    const wrap = (tr: Transaction): void => dispatch?.(forItems(tr, listAt(tr), () => ({ checked: false })));
    return wrapInList(bullet_list)(state, dispatch && wrap);
  }
  if (inTasks(state)) return liftListItem(list_item)(state, dispatch, view);
  dispatch?.(forItems(state.tr, list.pos, () => ({ checked: false })));
  return true;
};

/** Tick or untick the task at the cursor. */
export const toggleTask: Command = (state, dispatch) => {
  const item = around(state, isTask);
  if (!item) return false;
  dispatch?.(state.tr.setNodeAttribute(item.pos, "checked", !item.node.attrs["checked"]));
  return true;
};

/** A new item after a ticked task is not ticked. */
export const splitItem: Command = (state, dispatch) => {
  const item = around(state, (node) => node.type === list_item);
  if (!item) return false;
  const attrs: Attrs = isTask(item.node) ? { ...item.node.attrs, checked: false } : item.node.attrs;
  return splitListItem(list_item, attrs)(state, dispatch);
};

/** Tab never leaves a list by surprise, even if the first item cannot be indented further. */
export const sinkItem: Command = (state, dispatch) =>
  around(state, (node) => node.type === list_item) !== null && (sinkListItem(list_item)(state, dispatch) || true);

export const liftItem: Command = (state, dispatch) =>
  around(state, (node) => node.type === list_item) !== null && (liftListItem(list_item)(state, dispatch) || true);

/** Backspace at the start of an item: a task loses its box first, then the item leaves the list. */
export const backspaceItem: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const item = around(state, (node) => node.type === list_item);
  if (!empty || !item || $from.parentOffset > 0 || $from.depth !== item.depth + 1 || $from.index(item.depth) > 0) return false;
  if (isTask(item.node)) dispatch?.(state.tr.setNodeMarkup(item.pos, null, { ...item.node.attrs, checked: null }));
  else return liftListItem(list_item)(state, dispatch);
  return true;
};

/** At the start of a paragraph: a list with one task; inside a list: this item becomes a task. */
export function makeTask(state: EditorState, from: number, to: number, checked: boolean): Transaction | null {
  const item = around(state, (node) => node.type === list_item);
  const tr = state.tr.delete(from, to);
  if (item) return tr.setNodeMarkup(item.pos, null, { ...item.node.attrs, checked });
  const $from = tr.doc.resolve(from);
  if ($from.parent.type !== paragraph) return null;
  const task = list_item.create({ checked }, $from.parent);
  const start = $from.before();
  tr.replaceWith(start, $from.after(), bullet_list.create(null, task));
  return tr.setSelection(Selection.near(tr.doc.resolve(start + 3)));
}

function listAt(tr: Transaction): number {
  const { $from } = tr.selection;
  for (let depth = $from.depth; depth > 0; depth--) if (isList($from.node(depth))) return $from.before(depth);
  return 0;
}

/** Change the items of one list, not those of nested lists. */
function forItems(tr: Transaction, list: number, change: (item: Node) => Attrs): Transaction {
  tr.doc.nodeAt(list)?.forEach((item, offset) => tr.setNodeMarkup(list + 1 + offset, null, { ...item.attrs, ...change(item) }));
  return tr;
}
