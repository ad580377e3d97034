// What is not edited comes back byte for byte.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { test } from "node:test";
import { markdownFiles, TRAPS } from "../fidelity/sets";
import { schema } from "../src/markdown/schema";
import { store } from "../src/markdown/document";
import { open, untouched } from "./hands";

interface Example {
  number: number;
  markdown: string;
}

const { tests: examples } = createRequire(resolve("package.json"))("commonmark-spec") as { tests: Example[] };

for (const path of markdownFiles(TRAPS)) {
  const markdown = readFileSync(path, "utf8");
  test(`${path} comes back unchanged`, () => {
    assert.equal(untouched(markdown), markdown);
  });

  test(`${path} comes back unchanged when all nodes were rebuilt`, () => {
    const { doc, memory } = open(markdown);
    assert.equal(store(schema.nodeFromJSON(doc.toJSON()), memory).markdown, markdown);
  });
}

test("every example of CommonMark comes back unchanged", () => {
  const different = examples.filter(({ markdown }) => untouched(markdown) !== markdown).map(({ number }) => number);
  assert.deepEqual(different, []);
});

const ODD: Record<string, string> = {
  "an empty text": "",
  "blank lines alone": "\n\n\n",
  "a text without a line end": "a\n\n- b",
  "Windows line ends": "# a\r\n\r\n- b\r\n- c\r\n\r\n| x |\r\n| - |\r\n| y |\r\n",
  "mixed line ends": "a\r\nb\nc\rd\n\r\n> e\r> f\r\n",
  "a byte order mark": "\ufeff# a\n",
  "front matter": "---\ntitle: a\n---\n\n# b\n",
  "nothing but front matter": "---\ntitle: a\n---",
  "front matter with blanks": "---\n\n\ntitle: a\t\n\n---\t \nb\n",
  "front matter that does not end": "---\ntitle: a\n--- b\n",
  "tabs for indentation": "-\ta\n\n\tb\n\t-\tc\n",
  "an indented list": "a\n\n  * b\n  * c\n\n    d\n",
  "a heading below a definition": "[foo]: /url\nbar\n===\n[foo]\n",
  "ragged rows": "| a | b |\n| - | - |\n| c |\n| d | e | f |\n",
  "a code block that is never closed": "- a\n  ```\n  b\n",
  "a lazy quote": "> a\nb\n\n> c\n",
  "trailing blanks": "a  \nb \n\n   c\t\n",
  "a null character": "a\0b\n",
  "half a surrogate pair": "a \ud800 b\n",
  "an empty task": "- [ ] \n- [x]\n- [ ] a\n",
};

for (const [name, markdown] of Object.entries(ODD)) {
  test(`${name}: comes back unchanged`, () => {
    assert.equal(untouched(markdown), markdown);
  });
}
