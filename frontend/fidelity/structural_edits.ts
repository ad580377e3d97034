// Edits that change the structure of a document, made with the commands an editor has.
import { joinBackward, joinUp, lift, setBlockType, splitBlock, toggleMark, wrapIn } from "prosemirror-commands";
import { history, undo } from "prosemirror-history";
import { Slice, type MarkType, type Node } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, NodeSelection, TextSelection, type Command } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow } from "prosemirror-tables";
import { readFragment } from "../src/markdown/document";
import { schema } from "../src/markdown/schema";
import type { Chance } from "./random";

const { nodes, marks } = schema;

type Edit = (state: EditorState, chance: Chance) => EditorState | null;

export interface Edited {
  name: string;
  doc: Node;
}

/** Make one random edit that succeeds; null if forty did not. */
export function editShape(doc: Node, chance: Chance): Edited | null {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const name = chance.pick(Object.keys(EDITS));
    const state = EditorState.create({ doc, plugins: [history()] });
    const after = EDITS[name]?.(state, chance);
    if (after && !after.doc.eq(doc)) return { name, doc: after.doc };
  }
  return null;
}

const EDITS: Record<string, Edit> = {
  split: (state, chance) => run(splitBlock, atCursor(state, chance, isProse)),
  "split item": (state, chance) => run(splitListItem(nodes.list_item), atCursor(state, chance, inItem)),
  join: (state, chance) => run(joinBackward, atStart(state, chance)),
  "join items": (state, chance) => run(joinUp, atCursor(state, chance, inItem)),
  bold: (state, chance) => marked(state, chance, marks.strong),
  italic: (state, chance) => marked(state, chance, marks.em),
  strike: (state, chance) => marked(state, chance, marks.strike),
  code: (state, chance) => marked(state, chance, marks.code),
  link: (state, chance) => run(toggleMark(marks.link, { href: chance.pick(["https://example.org/a_b", "/p/12", "file name.pdf"]) }), atRange(state, chance)),
  "heading level": (state, chance) => run(setBlockType(nodes.heading, { level: 1 + chance.below(4) }), atCursor(state, chance, atTop)),
  "to paragraph": (state, chance) => run(setBlockType(nodes.paragraph), atCursor(state, chance, atTop)),
  "to code": (state, chance) => run(setBlockType(nodes.code_block), atCursor(state, chance, atTop)),
  quote: (state, chance) => run(wrapIn(nodes.blockquote), atCursor(state, chance, isProse)),
  callout: (state, chance) => run(wrapIn(nodes.callout, { kind: "tip" }), atCursor(state, chance, atTop)),
  lift: (state, chance) => run(lift, atCursor(state, chance, isProse)),
  "bullet list": (state, chance) => run(wrapInList(nodes.bullet_list), atCursor(state, chance, atTop)),
  "numbered list": (state, chance) => run(wrapInList(nodes.ordered_list), atCursor(state, chance, atTop)),
  indent: (state, chance) => run(sinkListItem(nodes.list_item), atCursor(state, chance, inItem)),
  outdent: (state, chance) => run(liftListItem(nodes.list_item), atCursor(state, chance, inItem)),
  "tick a task": tick,
  "add row": (state, chance) => run(addRowAfter, atCursor(state, chance, inCell)),
  "delete row": (state, chance) => run(deleteRow, atCursor(state, chance, inBody)),
  "add column": (state, chance) => run(addColumnAfter, atCursor(state, chance, inCell)),
  "delete column": (state, chance) => run(deleteColumn, atCursor(state, chance, inCell)),
  "move block": move,
  "delete block": deleteBlock,
  "delete range": (state, chance) => {
    const selected = atRange(state, chance);
    return selected && selected.apply(selected.tr.deleteSelection());
  },
  "delete over blocks": deleteAcross,
  "paste words": pasteWords,
  "paste Markdown": pasteMarkdown,
  "typed signs": typeSigns,
  "line break": (state, chance) => insert(state, chance, nodes.hard_break.create()),
  "wiki link": (state, chance) => insert(state, chance, nodes.wiki_link.create({ target: "Team/Plan#Ziele", label: chance.pick([null, "der Plan"]) })),
  picture: (state, chance) => insert(state, chance, nodes.image.create({ src: "/files/a (1).png", alt: "A [b]" })),
  undo: undone,
};

function run(command: Command, state: EditorState | null): EditorState | null {
  let after: EditorState | null = null;
  if (state) command(state, (tr) => (after = state.apply(tr)));
  return after;
}

type Where = (block: Node, ancestors: readonly Node[]) => boolean;

const isProse: Where = (block) => block.type === nodes.paragraph || block.type === nodes.heading;
const atTop: Where = (block, ancestors) => isProse(block, ancestors) && ancestors.length === 1;
const inItem: Where = (block, ancestors) => block.type === nodes.paragraph && ancestors.at(-1)?.type === nodes.list_item;
const inCell: Where = (block) => block.type.spec["tableRole"] === "cell" || block.type.spec["tableRole"] === "header_cell";
const inBody: Where = (block) => block.type === nodes.table_cell;
const isText: Where = (block, ancestors) => isProse(block, ancestors) || inCell(block, ancestors);

function blocksOf(doc: Node, where: Where): { pos: number; block: Node }[] {
  const found: { pos: number; block: Node }[] = [];
  doc.descendants((block, pos) => {
    if (!block.isTextblock) return true;
    const place = doc.resolve(pos);
    const ancestors = Array.from({ length: place.depth + 1 }, (_, depth) => place.node(depth));
    if (where(block, ancestors)) found.push({ pos, block });
    return false;
  });
  return found;
}

function atCursor(state: EditorState, chance: Chance, where: Where): EditorState | null {
  const blocks = blocksOf(state.doc, where);
  if (!blocks.length) return null;
  const { pos, block } = chance.pick(blocks);
  return select(state, pos + 1 + chance.below(block.content.size + 1));
}

function atStart(state: EditorState, chance: Chance): EditorState | null {
  const blocks = blocksOf(state.doc, isProse);
  return blocks.length ? select(state, chance.pick(blocks).pos + 1) : null;
}

function atRange(state: EditorState, chance: Chance): EditorState | null {
  const blocks = blocksOf(state.doc, isText).filter(({ block }) => block.content.size > 1);
  if (!blocks.length) return null;
  const { pos, block } = chance.pick(blocks);
  const from = chance.below(block.content.size - 1);
  return select(state, pos + 1 + from, pos + 2 + from + chance.below(block.content.size - from - 1));
}

function select(state: EditorState, from: number, to = from): EditorState {
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
}

function marked(state: EditorState, chance: Chance, type: MarkType): EditorState | null {
  return run(toggleMark(type), atRange(state, chance));
}

function insert(state: EditorState, chance: Chance, node: Node): EditorState | null {
  const selected = atCursor(state, chance, isText);
  return selected && selected.apply(selected.tr.replaceSelectionWith(node));
}

function tick(state: EditorState, chance: Chance): EditorState | null {
  const items: number[] = [];
  state.doc.descendants((node, pos) => {
    if (node.type === nodes.list_item && node.firstChild?.type === nodes.paragraph) items.push(pos);
  });
  if (!items.length) return null;
  return state.apply(state.tr.setNodeAttribute(chance.pick(items), "checked", chance.pick([true, false])));
}

function topPositions(doc: Node): number[] {
  const positions: number[] = [];
  doc.forEach((_block, offset) => positions.push(offset));
  return positions;
}

function move(state: EditorState, chance: Chance): EditorState | null {
  const positions = topPositions(state.doc);
  const from = chance.pick(positions);
  const to = chance.pick([...positions, state.doc.content.size]);
  const block = state.doc.nodeAt(from);
  if (!block || positions.length < 2) return null;
  const tr = state.tr.delete(from, from + block.nodeSize);
  return state.apply(tr.insert(tr.mapping.map(to), block));
}

function deleteBlock(state: EditorState, chance: Chance): EditorState | null {
  if (state.doc.childCount < 2) return null;
  const selection = NodeSelection.create(state.doc, chance.pick(topPositions(state.doc)));
  return state.apply(state.tr.setSelection(selection).deleteSelection());
}

function deleteAcross(state: EditorState, chance: Chance): EditorState | null {
  const from = atCursor(state, chance, isProse)?.selection.from;
  const to = atCursor(state, chance, isProse)?.selection.from;
  if (from === undefined || to === undefined || Math.abs(from - to) > 600) return null;
  const selected = select(state, Math.min(from, to), Math.max(from, to));
  return selected.apply(selected.tr.deleteSelection());
}

function pasteWords(state: EditorState, chance: Chance): EditorState | null {
  const selected = atCursor(state, chance, isText);
  return selected && selected.apply(selected.tr.insertText(chance.pick(["plain words", "- no list", "2 * 3 * 4", "a_b_c <tag>", "50 % [x](y)", "\\\\srv\\share\\x y"])));
}

const PASTES = ["# Head\n\ntext **bold**\n\n- a\n- b\n", "1. one\n2. two\n", "a *b* `c`", "| a | b |\n| - | - |\n| 1 | 2 |\n", "> quote\n\n```js\nx\n```\n", "two\n\nparagraphs"];

function pasteMarkdown(state: EditorState, chance: Chance): EditorState | null {
  const selected = atCursor(state, chance, isProse);
  const content = readFragment(chance.pick(PASTES), { maths: true });
  return selected && selected.apply(selected.tr.replaceSelection(Slice.maxOpen(content)));
}

function typeSigns(state: EditorState, chance: Chance): EditorState | null {
  const selected = atCursor(state, chance, isText);
  return selected && selected.apply(selected.tr.insertText(chance.pick(["*", "_", "`", "[[", "]", "<b>", "&amp;", "#", "> ", "|", "\\", "~~", "$", "!", "1. ", "---", "[^1]", "https://x.org/y"])));
}

function undone(state: EditorState, chance: Chance): EditorState | null {
  const changed = EDITS[chance.pick(["split", "bold", "delete range", "move block"])]?.(state, chance);
  const back = changed ? run(undo, changed) : null;
  return back && pasteWords(back, chance);
}
