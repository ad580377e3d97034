// Writes blocks as Markdown: unedited ones verbatim, changed ones in their form, new ones in ours.
import type { Node } from "prosemirror-model";
import { saysNothing } from "./meaning";
import { pairUp, type Original, type Pair } from "./originals";
import { schema } from "./schema";
import { indent } from "./source";
import { LINES, splice } from "./splice";
import { Writer, type Place } from "./write_base";
import { isList, ListWriter } from "./write_lists";
import { writeLiteral } from "./write_literals";
import { writeTable } from "./write_table";
import type { Before } from "./write_text";

const { nodes } = schema;

export interface Written {
  pair: Pair;
  /** What separates this block from the previous one. */
  gap: string;
  text: string;
}

export const TOP: Place = { prefix: "", tight: false };

export class BlockWriter extends Writer {
  private readonly lists = new ListWriter(this);

  /** The blocks of a document or container, each with the gap before it. */
  sequence(pairs: readonly Pair[], siblings: readonly Original[], place: Place): Written[] {
    return pairs.map((pair, at) => {
      const before = pairs[at - 1];
      const gap = before ? this.gap(before, pair, siblings, place) : "";
      return { pair, gap, text: this.block(pair, place, before?.node ?? null, pairs[at + 1]?.node ?? null) };
    });
  }

  joined(pairs: readonly Pair[], siblings: readonly Original[], place: Place): string {
    return this.sequence(pairs, siblings, place)
      .map(({ gap, text }) => gap + text)
      .join("");
  }

  private gap(before: Pair, pair: Pair, siblings: readonly Original[], place: Place): string {
    const known = this.knownGap(before, pair, siblings);
    if (known && (known.between || known.text.split("\n").length > 2)) return known.text;
    return this.newGap(pair, place, place.tight && standsClose(before.node, pair.node));
  }

  private block(pair: Pair, place: Place, before: Node | null, after: Node | null): string {
    const { node, original, same } = pair;
    if (original && same && !this.suspects(node) && !this.lists.wouldJoin(before, node)) return this.sourceOf(original);
    if (isList(node)) return this.lists.write(pair, place, before, after);
    const elsewhere = this.plainSource(node);
    return elsewhere === null ? this.anew(node, original, place) : indent(elsewhere, place.prefix);
  }

  private anew(node: Node, original: Original | null, place: Place): string {
    const quote: Place = { prefix: `${place.prefix}> `, tight: false };
    switch (node.type) {
      case nodes.paragraph:
      case nodes.heading:
        return this.leaf(original, place, (before) => this.texts.block(this.inManner(node), before));
      case nodes.blockquote:
        return this.container(node, original, "> ", quote);
      case nodes.callout:
        return this.container(node, original, `> ${calloutWords(node)}\n${quote.prefix}`, quote);
      case nodes.footnote_definition:
        return this.container(node, original, `[^${String(node.attrs["label"])}]: `, { prefix: `${place.prefix}    `, tight: false });
      case nodes.table:
        return writeTable(this, node, original, place);
      case nodes.horizontal_rule:
        return this.manner === "plain" ? "***" : String(node.attrs["source"] ?? "---");
      default:
        return this.leaf(original, place, (before) => this.literal(node, before));
    }
  }

  private inManner(node: Node): Node {
    const bare = this.manner === "plain" && node.type === nodes.heading;
    return bare ? nodes.heading.create({ level: node.attrs["level"] as number }, node.content) : node;
  }

  private literal(node: Node, before: Before | null): string {
    const style = { keepsSource: this.keeps, keepsForm: this.manner !== "plain" };
    const text = writeLiteral(node, style);
    return (before && splice(before.source, writeLiteral(before.node, style), text, LINES)) ?? text;
  }

  /** A block of text; unchanged lines keep their container prefix. */
  private leaf(original: Original | null, place: Place, write: (before: Before | null) => string): string {
    if (!original) return indent(write(null), place.prefix);
    const source = this.originals.plain(original);
    const text = write({ node: original.node, source });
    const prefixes = this.originals.source.prefixes(original.start, original.end, original.around);
    return withPrefixes(text, source, prefixes, place.prefix);
  }

  private container(node: Node, original: Original | null, lead: string, place: Place): string {
    if (!original) return (lead + this.joined(this.unpaired(this.content(node)), [], place)).trimEnd();
    const pairs = pairUp(this.content(node), original.children);
    const [first] = original.children;
    const same = first && pairs[0]?.original === first && node.hasMarkup(original.node.type, original.node.attrs);
    return (same ? this.leadOf(original) : lead) + this.joined(pairs, original.children, place) + this.tailOf(original, pairs);
  }
}

/** What may follow without a blank line and is still parsed as a separate block. */
function standsClose(before: Node, node: Node): boolean {
  if (isList(node) && node.firstChild?.children.every(saysNothing)) return false;
  if (node.type === nodes.ordered_list) return before.type !== nodes.paragraph || node.attrs["start"] === 1;
  if (before.type !== nodes.paragraph) return before.type === nodes.heading;
  if (node.type === nodes.code_block) return node.attrs["kindOfCode"] !== "indented";
  return [nodes.bullet_list, nodes.blockquote, nodes.callout, nodes.heading].includes(node.type);
}

function calloutWords(node: Node): string {
  const kind = String(node.attrs["kind"]);
  const words = node.attrs["callWords"] as string | null;
  return words?.toLowerCase() === `[!${kind}]` ? words : `[!${kind.toUpperCase()}]`;
}

/** Unchanged lines at the front and back have their own prefixes, all others that of the place. */
function withPrefixes(text: string, source: string, prefixes: readonly string[], prefix: string): string {
  const lines = text.split("\n");
  const before = source.split("\n");
  const sameCount = lines.length === before.length;
  let front = 0;
  while (front < lines.length && (sameCount || lines[front] === before[front])) front += 1;
  let back = 0;
  while (back < lines.length - front && lines.at(-1 - back) === before.at(-1 - back)) back += 1;
  const shift = before.length - lines.length;
  const prefixOf = (at: number): string | undefined => (at < front ? prefixes[at - 1] : at >= lines.length - back ? prefixes[at + shift - 1] : undefined);
  return lines
    .map((line, at) => {
      if (at === 0) return line;
      const own = prefixOf(at) ?? prefix;
      return line ? own + line : own.trimEnd();
    })
    .join("\n");
}
