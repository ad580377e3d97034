// The only door between Markdown and the editor: load a text, store what became of it.
//
// What the writer did not touch comes back byte for byte.
import type { Fragment, Node } from "prosemirror-model";

/** What the space of a page allows beyond plain Markdown. */
export interface Features {
  maths: boolean;
}

/** A text that is open in the editor: its document, and what is needed to write it back. */
export interface Loaded {
  doc: Node;
  memory: Memory;
}

/** How each block of a loaded text was written. */
export interface Memory {
  markdown: string;
}

/** `safe` is false where a block could not be written so that it reads back as it stands in the editor. */
export interface Stored {
  markdown: string;
  safe: boolean;
}

/** Read a text for the editor; null where it would not come back unchanged, so that it has to be edited as source. */
export declare function load(markdown: string, features: Features): Loaded | null;

/** Write the document back: untouched blocks as they stood, changed ones in the style of their neighbours. */
export declare function store(doc: Node, memory: Memory): Stored;

/** Blocks of a pasted Markdown text. */
export declare function readFragment(markdown: string, features: Features): Fragment;

/** A selection as Markdown, for the clipboard. */
export declare function writeFragment(content: Fragment): string;
