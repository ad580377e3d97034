// Maps blocks of the document to places in the Markdown; used only when switching the form of the editor.
import type { Node } from "prosemirror-model";
import { store, type Memory } from "../markdown/document";

/** The offset of the block with this index in the stored Markdown. */
export function offsetOf(doc: Node, index: number, memory: Memory): number {
  if (index <= 0) return 0;
  const whole = store(doc, memory).markdown;
  const before = store(doc.cut(0, startOf(doc, index)), memory).markdown.trimEnd().length;
  const blanks = /^\s*\n/.exec(whole.slice(before))?.[0].length ?? 0;
  return before + blanks;
}

/** The start of the block at this offset. */
export function blockAt(doc: Node, offset: number, memory: Memory): number {
  let [low, high] = [0, doc.childCount - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (offsetOf(doc, middle, memory) <= offset) low = middle;
    else high = middle - 1;
  }
  return startOf(doc, low);
}

function startOf(doc: Node, index: number): number {
  return doc.children.slice(0, index).reduce((pos, block) => pos + block.nodeSize, 0);
}
