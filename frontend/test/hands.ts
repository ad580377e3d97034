// Opens a text, edits it as a person would and stores it; shared by the tests of the Markdown bridge.
import assert from "node:assert/strict";
import type { Node } from "prosemirror-model";
import { EditorState, TextSelection, type Command, type Transaction } from "prosemirror-state";
import { difference, FEATURES } from "../fidelity/compare";
import { load, store, type Loaded } from "../src/markdown/document";

export function open(markdown: string): Loaded {
  const loaded = load(markdown, FEATURES);
  assert.ok(loaded, `opens in the editor: ${JSON.stringify(markdown.slice(0, 80))}`);
  return loaded;
}

export function untouched(markdown: string): string {
  const { doc, memory } = open(markdown);
  return store(doc, memory).markdown;
}

/** The text after an edit; fails if it is not safe or does not read as the edited document. */
export function after(markdown: string, edit: (tr: Transaction, doc: Node) => Transaction): string {
  const { doc, memory } = open(markdown);
  const { doc: edited } = edit(EditorState.create({ doc }).tr, doc);
  const stored = store(edited, memory);
  assert.equal(difference(edited, stored.markdown), null);
  assert.equal(stored.safe, true);
  return stored.markdown;
}

/** The text after one of its words was replaced by others in the editor. */
export function replaced(markdown: string, word: string, by: string): string {
  return after(markdown, (tr, doc) => {
    const from = placeOf(doc, word);
    return tr.insertText(by, from, from + word.length);
  });
}

/** The text after a command with the given words selected. */
export function commanded(markdown: string, words: string, command: Command): string {
  return after(markdown, (_tr, doc) => run(doc, placeOf(doc, words), words.length, command));
}

/** The text after a command with the cursor before the given words. */
export function commandedAt(markdown: string, words: string, command: Command): string {
  return after(markdown, (_tr, doc) => run(doc, placeOf(doc, words), 0, command));
}

export function run(doc: Node, from: number, length: number, command: Command): Transaction {
  const state = EditorState.create({ doc });
  const selected = state.apply(state.tr.setSelection(TextSelection.create(doc, from, from + length)));
  const done: Transaction[] = [];
  assert.ok(
    command(selected, (tr) => done.push(tr)),
    "the command can be run",
  );
  const [tr] = done;
  assert.ok(tr);
  return tr;
}

/** The position of the words in the document. */
export function placeOf(doc: Node, words: string): number {
  const places: number[] = [];
  doc.descendants((node, pos) => {
    const at = node.isText ? (node.text ?? "").indexOf(words) : -1;
    if (at >= 0) places.push(pos + at);
  });
  assert.ok(places[0] !== undefined, `“${words}” stands in the document`);
  return places[0];
}
