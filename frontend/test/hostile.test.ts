// No text makes the editor fail or block for long: it opens, or is edited as source.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FEATURES } from "../fidelity/compare";
import { load, readFragment, store } from "../src/markdown/document";

const LONGEST_WAIT = 8000;

const HOSTILE: Record<string, string> = {
  "brackets without end": "[".repeat(50_000),
  "emphasis without end": "*a **b ".repeat(15_000),
  "a run of stars": "*".repeat(5_000),
  "quotes in quotes": ">".repeat(10_000),
  "lists in lists": Array.from({ length: 400 }, (_, at) => `${" ".repeat(at * 2)}- a`).join("\n"),
  "lists in one line": "- ".repeat(3_000),
  "lists and quotes by turns": "> - ".repeat(500),
  "code fences without end": "```\n".repeat(20_000),
  "open links": "[a](b".repeat(30_000),
  "open wiki links": "[[a|".repeat(20_000),
  "open tags": "<a ".repeat(60_000),
  "open comments": "<!--".repeat(50_000),
  "open entities": "&#x".repeat(50_000),
  dollars: "$a ".repeat(30_000),
  bars: `${"|".repeat(20_000)}\n${"|-".repeat(20_000)}`,
  "rows without end": `| a |\n|---|\n${"| x |\n".repeat(20_000)}`,
  "definitions without end": Array.from({ length: 20_000 }, (_, at) => `[a${String(at)}]: /x\n`).join(""),
  "items without end": "1. a\n".repeat(40_000),
  "lines without end": "a\n".repeat(100_000),
  "backslashes without end": "\\".repeat(100_000),
  "more than a page may hold": "word ".repeat(120_000),
  "null characters": "\0".repeat(1_000),
};

for (const [name, markdown] of Object.entries(HOSTILE)) {
  test(`${name}: does no harm`, () => {
    const began = performance.now();
    const loaded = load(markdown, FEATURES);
    if (loaded) assert.equal(store(loaded.doc, loaded.memory).markdown, markdown);
    assert.ok(performance.now() - began < LONGEST_WAIT);
  });
}

test("pasted text that is too large stays a paragraph of text", () => {
  const pasted = readFragment("> ".repeat(5_000), FEATURES);
  assert.equal(pasted.firstChild?.type.name, "paragraph");
});
