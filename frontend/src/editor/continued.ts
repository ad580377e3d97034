// Continues in the rich text where somebody was typing in the plain field before it loaded.
import type { Node } from "prosemirror-model";
import { Selection, TextSelection, type EditorState, type Transaction } from "prosemirror-state";
import type { Memory } from "../markdown/document";
import { schema } from "../markdown/schema";
import { blockAt } from "./places";

/** The cursor after the text that precedes the offset; an empty line and a trailing space are restored. */
export function continued({ doc, tr }: EditorState, markdown: string, offset: number, memory: Memory): Transaction {
  const before = markdown.slice(0, offset);
  const atEnd = markdown.slice(offset).trim() === "";
  if (atEnd && before.endsWith("\n")) return inNewParagraph(tr);
  const pos = atEnd ? Selection.atEnd(doc).head : behind(doc, blockAt(doc, offset, memory), lastWords(before));
  tr.setSelection(TextSelection.near(doc.resolve(pos), -1));
  return atEnd && before.endsWith(" ") ? tr.insertText(" ") : tr;
}

function inNewParagraph(tr: Transaction): Transaction {
  if (tr.doc.lastChild?.content.size) tr.insert(tr.doc.content.size, schema.nodes.paragraph.create());
  return tr.setSelection(Selection.atEnd(tr.doc));
}

/** What the rich text shows for the source. */
function lastWords(before: string): string {
  return /[\p{L}\p{N} .,;]{0,40}$/u.exec(before)?.[0].trimStart() ?? "";
}

/** After this text in the block, otherwise at its end. */
function behind(doc: Node, block: number, words: string): number {
  let found = -1;
  doc.nodesBetween(block, block + (doc.nodeAt(block)?.nodeSize ?? 0), (node, pos) => {
    const at = node.isTextblock ? node.textBetween(0, node.content.size, undefined, "\ufffc").indexOf(words) : -1;
    if (found < 0 && at >= 0) found = pos + 1 + at + words.length;
    return found < 0;
  });
  return found < 0 ? block + (doc.nodeAt(block)?.nodeSize ?? 1) - 1 : found;
}
