// A changed word leaves everything else as its author wrote it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { replaced } from "./hands";

/** Each contains "old" once; nothing else may change when it becomes "new". */
const STYLES: Record<string, string> = {
  "a paragraph with hard line ends": "one  \ntwo old\\\nthree\nfour\n",
  "entities and escapes": "Tom &amp; Jerry \\*no\\* 1\\. old &copy; &#x41;\n",
  "emphasis with underscores": "_a_ __b__ *c* **d** old ***e***\n",
  "the emphasis itself": "x _a old b_ y\n",
  "a code span with blanks": "`` a`b `` and ` c ` old\n",
  "an underlined heading": "A old title\n===\n\ntext\n\nSecond\n------\n",
  "a closed heading": "## a old ##\n\nb\n",
  "links of every form": "[a](<b c> 'd') <https://e.org> https://f.org [g][h] [h] [h][] old\n\n[h]: /i 'j'\n",
  "the text of a link": '[see old here](/p/1 "t")\n',
  "a star list with wide markers": "*   a\n*   b old\n\n    c\n*   d\n",
  "an indented list": "a\n\n  + b\n  + c old\n    + d\n",
  "numbers that are all the same": "1. a\n1. b old\n1. c\n",
  "numbers with a bracket": "7) a\n8) b old\n9) c\n10) d\n",
  "numbers in disorder": "1. a\n5. b old\n2. c\n",
  "tasks": "- [ ] a\n- [X] b old\n  - [x] c\n- d\n",
  "a loose list beside a tight one": "- a\n\n- b old\n\n* c\n* d\n",
  "a quote without blanks": ">a\n>b old\nlazy\n>> c\n",
  "a list in a quote": "> - a\n> - b old\n>\n> c\n",
  "a callout": "> [!Warning]\n> a\n> old b\n>\n> - c\n",
  "a table without outer bars": "a | b\n:-|-:\nc old | `d\\|e`\nf | g\n",
  "a table with padded cells": "| a    | b   |\n|------|:---:|\n| c    | old |\n| d    | e   |\n",
  "a table with a short header": "> | a |\n> |---|:--|\n> | b |\n> | [c] | old |\n\n[c]: /d\n",
  "a table in a list": "- a\n\n  | b | c |\n  |---|---|\n  | d | old |\n",
  "wiki links": "[[A]] [[hr:B#c|d e]] old [[F|g]]\n",
  "footnotes": "a[^1] old[^long note]\n\n[^1]: b\n[^long note]: c\n\n    d\n",
  "the footnote itself": "a[^1]\n\n[^1]: b old\n    c\n\n    d\n",
  "fenced code": "~~~~  js {1}\nlet old = 1;\n\n~~~\n~~~~\n",
  "indented code": "a\n\n    b old\n\n      c\n\nd\n",
  "formulas": "$a_b$ old $$c$$\n\n$$\nx*y*z\n$$\n",
  "HTML within a line": 'a <kbd>Ctrl</kbd> old<br>b <img src="c">\n',
  "rules and blank lines": "a old\n\n\n* * *\n\n\n\n___\nb\n",
  "Windows line ends": "a\r\n\r\n- b old\r\n- c\r\n",
  "mixed line ends": "a\r\nb old\nc\n\r\nd\r\n",
  "network paths": "\\\\srv\\share\\x_y_z old \\\\srv2\\a\n",
  "front matter": "---\ntitle: a\n---\n\nb old\n",
  "a text without a last line end": "a\n\nb old",
};

for (const [name, markdown] of Object.entries(STYLES)) {
  test(`${name}: only the word changes`, () => {
    assert.equal(replaced(markdown, "old", "new"), markdown.replace("old", "new"));
  });
}

test("what reads as Markdown is escaped, and nothing else", () => {
  assert.equal(replaced("a * b word c\n", "word", "1. <b> x"), "a * b 1. \\<b> x c\n");
  assert.equal(replaced("word\n", "word", "# no heading"), "\\# no heading\n");
  assert.equal(replaced("word\n", "word", "- no list"), "\\- no list\n");
  assert.equal(replaced("word\n", "word", "3. no number"), "3\\. no number\n");
  assert.equal(replaced("word\n", "word", "2 * 3 * 4"), "2 * 3 * 4\n");
  assert.equal(replaced("word\n", "word", "[[no link]]"), "\\[\\[no link]]\n");
});

test("a word typed into a bare address makes it a link with a text", () => {
  assert.equal(replaced("see https://example.org/a now\n", "example", "example two"), "see [https://example two.org/a](https://example.org/a) now\n");
});

test("a bar in a cell is escaped", () => {
  assert.equal(replaced("| a |\n| - |\n| word |\n", "word", "x|y"), "| a |\n| - |\n| x\\|y |\n");
});
