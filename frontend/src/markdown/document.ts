// The only interface between Markdown and the editor: loads a text and stores the edited document.
//
// Whatever was not edited is stored byte for byte.
import { Fragment, type Node } from "prosemirror-model";
import { writeDocument } from "./keeper";
import { isTooMuch } from "./limits";
import { toNewlines, withLineEnds } from "./line_ends";
import { readMarkdown, type Reading } from "./readings";
import { schema } from "./schema";

/** What the space of a page allows beyond plain Markdown. */
export interface Features {
  maths: boolean;
}

/** A text open in the editor: its document, and what is needed to write it back. */
export interface Loaded {
  doc: Node;
  memory: Memory;
}

/** How each block of a loaded text was written. */
export interface Memory {
  markdown: string;
  readonly features: Features;
  readonly reading: Reading;
}

/** `safe` is false if a block could not be written so that it reads back as it is in the editor. */
export interface Stored {
  markdown: string;
  safe: boolean;
}

const MARK = "\ufeff";

/** Parse a text for the editor; null if it could not be stored back unchanged and has to be edited as source. */
export function load(markdown: string, features: Features): Loaded | null {
  if (isTooMuch(markdown)) return null;
  try {
    const reading = readMarkdown(toNewlines(withoutMark(markdown)), { ...features, frontMatter: true });
    const loaded = { doc: reading.root.node, memory: { markdown, features, reading } };
    loaded.doc.check();
    return store(loaded.doc, loaded.memory).markdown === markdown ? loaded : null;
  } catch {
    return null;
  }
}

/** Write the document back: unedited blocks verbatim, changed ones in the style of their neighbours. */
export function store(doc: Node, { markdown, features, reading }: Memory): Stored {
  const { text, safe } = writeDocument(doc, reading, features.maths);
  const mark = markdown.startsWith(MARK) ? MARK : "";
  return { markdown: mark + withLineEnds(text, withoutMark(markdown)), safe };
}

/** Blocks of a pasted Markdown text; a text too large for the editor is pasted as plain text. */
export function readFragment(markdown: string, features: Features): Fragment {
  if (isTooMuch(markdown)) return Fragment.from(schema.nodes.paragraph.create(null, schema.text(markdown)));
  return readMarkdown(toNewlines(markdown), { ...features, frontMatter: false }).root.node.content;
}

/** A selection as Markdown, for the clipboard. */
export function writeFragment(content: Fragment, { maths }: Features): string {
  const blocks = content.firstChild?.isInline ? Fragment.from(schema.nodes.paragraph.create(null, content)) : content;
  const reading = readMarkdown("", { maths, frontMatter: false });
  return writeDocument(schema.nodes.doc.create(null, blocks), reading, maths).text.trimEnd();
}

function withoutMark(markdown: string): string {
  return markdown.startsWith(MARK) ? markdown.slice(MARK.length) : markdown;
}
