// One word changed at a random place, as by typing; it may change only its own line of the text.
import type { Node } from "prosemirror-model";
import { EditorState, type Transaction } from "prosemirror-state";
import { schema } from "../src/markdown/schema";
import type { Chance } from "./random";

const WORDS = ["Zebra", "Übersicht", "neu", "word", "A1", "Straße"];

/** Replace or add one word in a text node of the document; null if there is none. */
export function editWord(doc: Node, chance: Chance): Node | null {
  const places: { pos: number; text: string }[] = [];
  doc.descendants((node, pos, parent) => {
    if (node.isText && /\w/.test(node.text ?? "") && parent?.type.name !== "raw_block") places.push({ pos, text: node.text ?? "" });
  });
  if (!places.length) return null;
  const { pos, text } = chance.pick(places);
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
  if (!words.length) return null;
  const word = chance.pick(words);
  return typed(EditorState.create({ doc }).tr, pos + word.index, word[0].length, chance).doc;
}

/** A replaced word keeps its marks; an added word is inserted as typing does. */
function typed(tr: Transaction, at: number, length: number, chance: Chance): Transaction {
  const word = chance.pick(WORDS);
  switch (chance.below(3)) {
    case 0:
      return tr.replaceWith(at, at + length, schema.text(word, tr.doc.nodeAt(at)?.marks));
    case 1:
      return tr.insertText(word, at + length);
    default:
      return tr.insertText(` ${word}`, at + length);
  }
}

/** Whether exactly one line (its words only) differs. */
export function changesOneLine(before: string, after: string): boolean {
  const old = before.split("\n");
  const fresh = after.split("\n");
  return old.length === fresh.length && old.filter((line, at) => line !== fresh[at]).length === 1;
}
