// Shared basis for writing blocks, lists and tables: the source of unedited parts, and the original gaps.
import type { Node } from "prosemirror-model";
import { mayRefer } from "./definitions";
import { saysNothing } from "./meaning";
import type { Original, Originals, Pair } from "./originals";
import type { Readings } from "./readings";
import { TextWriter } from "./write_text";

/**
 * Whether the recorded source is reused ("kept", or "hasty" if no spellings are tried), only the form recorded in the
 * blocks themselves ("own"), or nothing ("plain").
 */
export type Manner = "hasty" | "kept" | "own" | "plain";

/**
 * The place blocks are written to: the prefix of each further line, and whether blocks have no blank lines between
 * them.
 */
export interface Place {
  prefix: string;
  tight: boolean;
}

export abstract class Writer {
  readonly texts: TextWriter;
  protected readonly keeps: boolean;

  constructor(
    readonly originals: Originals,
    readings: Readings,
    readonly manner: Manner,
    /** Whether unedited blocks that refer to definitions may now have another meaning. */
    private readonly suspicious: boolean,
  ) {
    this.texts = new TextWriter(readings, manner === "hasty");
    this.keeps = manner === "hasty" || manner === "kept";
  }

  /** The blocks of a container, one after another. */
  abstract joined(pairs: readonly Pair[], siblings: readonly Original[], place: Place): string;

  unpaired(children: readonly Node[]): Pair[] {
    return children.map((node) => ({ node, original: null, same: false }));
  }

  /** The children worth writing; a container keeps one even if it is empty. */
  content(node: Node): readonly Node[] {
    const children = node.children.filter((child) => !saysNothing(child) || this.original(child));
    return children.length ? children : node.children.slice(0, 1);
  }

  /** The original of a node wherever the node is now, in the manner that keeps the source. */
  original(node: Node): Original | null {
    return this.keeps && !this.suspects(node) ? (this.originals.of(node) ?? null) : null;
  }

  suspects(node: Node): boolean {
    return this.suspicious && mayRefer(node);
  }

  sourceOf({ start, end }: Original): string {
    return this.originals.source.text.slice(start, end);
  }

  /** The source of an unedited node without what its containers added to it. */
  plainSource(node: Node): string | null {
    const original = this.original(node);
    return original && this.originals.plain(original);
  }

  indentation(original: Original): string {
    return this.originals.indentation(original);
  }

  /** The marker of a container, up to its first block. */
  leadOf({ start, children: [first] }: Original): string {
    return this.originals.source.text.slice(start, first?.start);
  }

  /** What follows the last block of a container, while it is still the last one. */
  tailOf({ end, children }: Original, pairs: readonly Pair[]): string {
    const last = children.at(-1);
    return last && pairs.at(-1)?.original === last ? this.originals.source.text.slice(last.end, end) : "";
  }

  /** What preceded a block in the source; `between` if the same two blocks were adjacent before. */
  knownGap({ original: from }: Pair, { original: to }: Pair, siblings: readonly Original[]): { text: string; between: boolean } | null {
    const previous = to && siblings[siblings.indexOf(to) - 1];
    return previous ? { text: this.originals.source.text.slice(previous.end, to.start), between: previous === from } : null;
  }

  /** What comes from the source keeps the spaces before its first line. */
  newGap({ node, original }: Pair, { prefix }: Place, close: boolean, sibling?: Original): string {
    const known = original ?? this.original(node) ?? sibling;
    const own = known ? this.indentation(known) : "";
    return close ? `\n${prefix}${own}` : `\n${prefix.trimEnd()}\n${prefix}${own}`;
  }
}
