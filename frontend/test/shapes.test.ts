// Edits that change the structure of a text, and what the editor creates.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lift, setBlockType, splitBlock, toggleMark, wrapIn } from "prosemirror-commands";
import { Fragment } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { addColumnAfter, addRowAfter, deleteRow } from "prosemirror-tables";
import { readFragment, writeFragment } from "../src/markdown/document";
import { schema } from "../src/markdown/schema";
import { after, commanded, commandedAt, open, placeOf, run } from "./hands";

const { nodes, marks } = schema;

test("a paragraph is split and the gaps around it stay", () => {
  assert.equal(commandedAt("a\n\n\none two\n\n\nb\n", "two", splitBlock), "a\n\n\none\n\ntwo\n\n\nb\n");
});

test("a list item is split in the style of its list", () => {
  assert.equal(commandedAt("*   one two\n*   three\n", "two", splitListItem(nodes.list_item)), "*   one\n*   two\n*   three\n");
});

test("an item moves in and out of a list", () => {
  assert.equal(commandedAt("- a\n- b\n- c\n", "b", sinkListItem(nodes.list_item)), "- a\n  - b\n- c\n");
  assert.equal(commandedAt("- a\n  - b\n- c\n", "b", liftListItem(nodes.list_item)), "- a\n- b\n- c\n");
});

test("numbers after a new item continue, and indented content moves along", () => {
  const text = after("8. a\n9. b\n   c\n", (_tr, doc) => {
    const end = placeOf(doc, "a") + 1;
    return run(doc, end, 0, splitListItem(nodes.list_item)).insertText("x");
  });
  assert.equal(text, "8. a\n9. x\n10. b\n    c\n");
});

test("bold, italic, strike, code and links are written plainly", () => {
  assert.equal(commanded("one two three\n", "two", toggleMark(marks.strong)), "one **two** three\n");
  assert.equal(commanded("one two three\n", " two ", toggleMark(marks.em)), "one *two* three\n");
  assert.equal(commanded("one two three\n", "two", toggleMark(marks.strike)), "one ~~two~~ three\n");
  assert.equal(commanded("one t`wo three\n", "t`wo", toggleMark(marks.code)), "one ``t`wo`` three\n");
  assert.equal(commanded("one two three\n", "two", toggleMark(marks.link, { href: "a b.pdf" })), "one [two](<a b.pdf>) three\n");
});

test("bold within a word and next to a quotation mark still reads as bold", () => {
  assert.equal(commanded("unbelievable\n", "believ", toggleMark(marks.strong)), "un**believ**able\n");
  assert.match(commanded("say „hello“there\n", "„hello“", toggleMark(marks.strong)), /^say \*\*„hello“\*\*(?:t|&#116;)here\n$/);
});

test("headings change their level, and become paragraphs", () => {
  assert.equal(commanded("Title\n=====\n\ntext\n", "Title", setBlockType(nodes.heading, { level: 3 })), "### Title\n\ntext\n");
  assert.equal(commanded("# Title #\ntext\n", "Title", setBlockType(nodes.paragraph)), "Title\n\ntext\n");
});

test("quotes and lists are wrapped and unwrapped", () => {
  assert.equal(commanded("a\n\nb\n", "b", wrapIn(nodes.blockquote)), "a\n\n> b\n");
  assert.equal(commanded("> a\n", "a", lift), "a\n");
  assert.equal(commanded("- a\n\nb\n\n- c\n", "b", wrapInList(nodes.bullet_list)), "- a\n\n* b\n\n- c\n");
});

test("rows and columns are added to a table whose other lines stay", () => {
  const table = "a|b\n-|:-:\n c | d\n";
  assert.equal(commandedAt(table, "c", addRowAfter), "a|b\n-|:-:\n c | d\n|  |  |\n");
  assert.equal(commanded("| a |\n|---|\n| b |\n| c |\n", "b", deleteRow), "| a |\n|---|\n| c |\n");
  assert.match(commandedAt(table, "c", addColumnAfter), /^\| a \|  \| b \|\n\| --- \| --- \| :---: \|\n/);
});

test("a list between two others does not become one with them when the text between goes", () => {
  const text = after("- a\n\nmiddle\n\n- b\n", (tr, doc) => tr.delete(doc.child(0).nodeSize, doc.child(0).nodeSize + doc.child(1).nodeSize));
  assert.equal(text, "- a\n\n* b\n");
});

test("links keep their target when their definition is deleted", () => {
  const text = after("[a][b] c\n\n[b]: /x\n", (tr, doc) => tr.delete(doc.child(0).nodeSize, doc.content.size));
  assert.equal(text, "[a](/x) c\n");
});

test("what the editor creates is written well", () => {
  const made: [string, Fragment][] = [
    ["[[Team/Plan#Ziele|der Plan]]", Fragment.from(nodes.paragraph.create(null, nodes.wiki_link.create({ target: "Team/Plan#Ziele", label: "der Plan" })))],
    ['![A \\[b\\]](</f/a (1.png> "t")', Fragment.from(nodes.paragraph.create(null, nodes.image.create({ src: "/f/a (1.png", alt: "A [b]", title: "t" })))],
    ["> [!TIP]\n> a", Fragment.from(nodes.callout.create({ kind: "tip" }, words("a")))],
    ["- [x] a\n- [ ] b", Fragment.from(nodes.bullet_list.create(null, [item("a", true), item("b", false)]))],
    ["4. a\n5. b", Fragment.from(nodes.ordered_list.create({ start: 4 }, [item("a"), item("b")]))],
    ["````js\n```\n````", Fragment.from(nodes.code_block.create({ info: "js" }, schema.text("```")))],
    ["$$\nx^2\n$$", Fragment.from(nodes.math_block.create(null, schema.text("x^2")))],
    ["[^1]: a", Fragment.from(nodes.footnote_definition.create({ label: "1" }, words("a")))],
    ["| a |\n| ---: |\n| [[A\\|b]] |", Fragment.from(nodes.table.create(null, [row(nodes.table_header, schema.text("a")), row(nodes.table_cell, nodes.wiki_link.create({ target: "A", label: "b" }))]))],
    ["---", Fragment.from(nodes.horizontal_rule.create())],
  ];
  for (const [markdown, content] of made) {
    assert.equal(writeFragment(content, { maths: true }), markdown);
    const [first] = readFragment(markdown, { maths: true }).content;
    assert.equal(first?.type, content.firstChild?.type);
  }
});

test("a callout without its first line is a quote, one with an unknown word too", () => {
  assert.equal(open("> [!note]\n> a\n").doc.firstChild?.type, nodes.callout);
  assert.equal(open("> [!hint]\n> a\n").doc.firstChild?.type, nodes.blockquote);
  assert.equal(open("> [!note]\n").doc.firstChild?.type, nodes.callout);
});

test("a table whose header is short is one, as on the server", () => {
  const table = open("| a |\n| - | :-: |\n| b | c |\n").doc.firstChild;
  assert.equal(table?.type, nodes.table);
  assert.deepEqual(
    table?.children.map((cells) => cells.children.map((cell) => cell.textContent)),
    [
      ["a", ""],
      ["b", "c"],
    ],
  );
});

test("what the editor cannot represent is kept as source", () => {
  const { doc } = open("---\na: b\n---\n\n<div>\nx\n</div>\n\n[a]: /b\n\ntext <kbd>x</kbd>\n");
  assert.deepEqual(
    doc.content.content.map((block) => [block.type.name, block.attrs["kind"] ?? null]),
    [
      ["raw_block", "yaml"],
      ["raw_block", "html"],
      ["raw_block", "definition"],
      ["paragraph", null],
    ],
  );
  assert.equal(doc.child(1).textContent, "<div>\nx\n</div>");
});

test("formulas are recognised only if they are enabled", () => {
  assert.equal(readFragment("$a$", { maths: false }).firstChild?.firstChild?.type, nodes.text);
  assert.equal(readFragment("$a$", { maths: true }).firstChild?.firstChild?.type, nodes.inline_math);
});

function words(text: string) {
  return nodes.paragraph.create(null, schema.text(text));
}

function item(text: string, checked: boolean | null = null) {
  return nodes.list_item.create({ checked }, words(text));
}

function row(type: typeof nodes.table_cell, content: ReturnType<typeof schema.text>) {
  return nodes.table_row.create(null, type.create({ align: "right" }, content));
}
