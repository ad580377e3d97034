// Parses Markdown into blocks, and tells whether a text means the same as some blocks of the editor.
import type { Root } from "mdast";
import type { Node } from "prosemirror-model";
import { definitionsIn, type Definitions } from "./definitions";
import { meaning, saysNothing } from "./meaning";
import { Originals, type Original } from "./originals";
import { parse, type Syntax } from "./parse";
import { BlockReader } from "./read_blocks";
import { Source } from "./source";

export interface Reading {
  originals: Originals;
  root: Original;
  definitions: Definitions;
}

export function readMarkdown(text: string, syntax: Syntax): Reading {
  const tree: Root = parse(text, syntax);
  const originals = new Originals(new Source(text));
  const definitions = definitionsIn(tree);
  return { originals, definitions, root: new BlockReader(originals, definitions, syntax.maths).read(tree) };
}

/** Parses parts of one page, which need the definitions of the whole page. */
export class Readings {
  private readonly probed = new Map<string, readonly Node[]>();

  constructor(
    readonly definitions: Definitions,
    private readonly definitionText: string,
    private readonly maths: boolean,
  ) {}

  /** The blocks of a part of the page; `atTop` if it is the beginning of the page. */
  blocks(text: string, atTop = false): readonly Original[] {
    const { root } = readMarkdown(text + this.definitionText, { maths: this.maths, frontMatter: atTop });
    return root.children.filter(({ start }) => start < text.length || !this.definitionText);
  }

  says(text: string, blocks: readonly Node[], atTop = false): boolean {
    const read = this.blocks(text, atTop).map(({ node }) => node);
    return this.agree(read, blocks);
  }

  agree(read: readonly Node[], blocks: readonly Node[]): boolean {
    const wanted = blocks.filter((block) => !saysNothing(block));
    const found = read.filter((block) => !saysNothing(block));
    return wanted.length === found.length && wanted.every((block, at) => found[at] !== undefined && this.same(block, found[at]));
  }

  same(one: Node, other: Node): boolean {
    return one === other || meaning(one, this.definitions) === meaning(other, this.definitions);
  }

  /** The inline nodes that a piece of source gives on its own. */
  probe = (source: string): readonly Node[] => {
    const known = this.probed.get(source);
    if (known) return known;
    const read = this.blocks(source).map(({ node }) => node);
    const found = read.length === 1 && read[0]?.type.name === "paragraph" ? [...read[0].children] : [];
    this.probed.set(source, found);
    return found;
  };
}
