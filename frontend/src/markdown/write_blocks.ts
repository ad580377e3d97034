// Blocks as Markdown: untouched ones as they stood, changed ones in the form they had, new ones in ours.
import type { Node } from "prosemirror-model";
import { listMarker, signOf } from "./list_markers";
import { mayRefer } from "./definitions";
import { saysNothing } from "./meaning";
import { pairUp, type Original, type Originals, type Pair } from "./originals";
import type { Readings } from "./readings";
import { schema } from "./schema";
import { indent } from "./source";
import { LINES, splice } from "./splice";
import { writeTable } from "./write_table";
import { TextWriter } from "./write_text";
import { longerThan } from "./write_link";

const { nodes } = schema;

/**
 * What is remembered ("kept", or "hasty" where no spelling is tried out), only the form that the blocks themselves
 * know ("own"), or nothing ("plain") is written again.
 */
export type Manner = "hasty" | "kept" | "own" | "plain";

/** Where blocks are written: what each further line begins with, and whether they stand without blank lines between them. */
export interface Place {
  prefix: string;
  tight: boolean;
}

export interface Written {
  pair: Pair;
  /** What stands between the block before and this one. */
  gap: string;
  text: string;
}

export const TOP: Place = { prefix: "", tight: false };

export class BlockWriter {
  readonly texts: TextWriter;
  private readonly keeps: boolean;
  private readonly signs = new Map<Node, string>();

  constructor(
    readonly originals: Originals | null,
    readings: Readings,
    readonly manner: Manner,
    /** Whether untouched blocks that refer to definitions may read otherwise now. */
    private readonly suspicious = false,
  ) {
    this.texts = new TextWriter(readings, manner === "hasty");
    this.keeps = manner === "hasty" || manner === "kept";
  }

  /** The blocks of a document or container, each with the gap before it. */
  sequence(pairs: readonly Pair[], siblings: readonly Original[], place: Place): Written[] {
    return pairs.map((pair, at) => {
      const before = pairs[at - 1];
      const gap = before ? this.gap(before, pair, siblings, place) : "";
      return { pair, gap, text: this.block(pair, place, before?.node ?? null, pairs[at + 1]?.node ?? null) };
    });
  }

  private block(pair: Pair, place: Place, before: Node | null, after: Node | null): string {
    const { node, original, same } = pair;
    if (original && same && this.originals && !this.suspects(node) && !this.wouldJoin(before, node)) return this.originals.source.text.slice(original.start, original.end);
    if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) return this.list(pair, place, before, after);
    const elsewhere = this.original(node);
    if (elsewhere && this.originals) return indent(this.originals.plain(elsewhere), place.prefix);
    return this.fresh(node, original, place);
  }

  /** The original a node has wherever it stands now, in the manner that keeps what was written. */
  original(node: Node): Original | null {
    return this.keeps && !this.suspects(node) ? (this.originals?.of(node) ?? null) : null;
  }

  suspects(node: Node): boolean {
    return this.suspicious && mayRefer(node);
  }

  private fresh(node: Node, original: Original | null, place: Place): string {
    switch (node.type) {
      case nodes.paragraph:
      case nodes.heading:
        return this.leaf(original, place, (before) => this.texts.block(this.inManner(node), before));
      case nodes.blockquote:
        return this.container(node, original, "> ", { prefix: `${place.prefix}> `, tight: false });
      case nodes.callout:
        return this.container(node, original, `> ${calloutWords(node)}\n${place.prefix}> `, { prefix: `${place.prefix}> `, tight: false });
      case nodes.footnote_definition:
        return this.container(node, original, `[^${String(node.attrs["label"])}]: `, { prefix: `${place.prefix}    `, tight: false });
      case nodes.table:
        return writeTable(this, node, original, place);
      case nodes.horizontal_rule:
        return this.manner === "plain" ? "***" : String(node.attrs["source"] ?? "---");
      default:
        return this.leaf(original, place, (before) => (before && splice(before.source, this.literal(before.node), this.literal(node), LINES)) ?? this.literal(node));
    }
  }

  /** The children worth writing; a container keeps one even if it says nothing. */
  private content(node: Node): readonly Node[] {
    const children = node.children.filter((child) => !saysNothing(child) || this.original(child));
    return children.length ? children : node.children.slice(0, 1);
  }

  private inManner(node: Node): Node {
    return this.manner === "plain" && node.type === nodes.heading ? node.type.create({ level: node.attrs["level"] as number }, node.content) : node;
  }

  /** A block of text; lines that stay keep what stood before them in their container. */
  private leaf(original: Original | null, place: Place, write: (before: { node: Node; source: string } | null) => string): string {
    if (!original || !this.originals) return indent(write(null), place.prefix);
    const source = this.originals.plain(original);
    const text = write({ node: original.node, source });
    return withPrefixes(text, source, this.originals.source.prefixes(original.start, original.end, original.around), place.prefix);
  }

  private literal(node: Node): string {
    const text = node.textContent;
    if (node.type === nodes.raw_block) return text;
    if (node.type === nodes.math_block) return fenced(text, fenceFor(text, "$", String(node.attrs["fence"] ?? "$$")), "", this.fenceEnd(node));
    if (node.attrs["kindOfCode"] === "indented" && this.manner !== "plain" && /^[^\n]*\S/.test(text) && /\S[ \t]*$/.test(text)) return `    ${indent(text, "    ")}`;
    const info = String(node.attrs["info"]);
    const own = this.manner === "plain" ? null : (node.attrs["fence"] as string | null);
    const fence = own ?? (info.includes("`") ? "~~~" : "```");
    return fenced(text, fenceFor(text, fence[0] ?? "`", fence), info, this.fenceEnd(node));
  }

  /** A fence that was never closed stays so while its block keeps its source; elsewhere every fence is closed. */
  private fenceEnd(node: Node): string | null {
    const open = this.keeps && node.attrs["fence"] !== null && node.attrs["fenceEnd"] === null;
    return open ? "" : (node.attrs["fenceEnd"] as string | null);
  }

  private container(node: Node, original: Original | null, lead: string, place: Place): string {
    if (!original || !this.originals) return (lead + this.joined(this.content(node), [], place)).trimEnd();
    const { text } = this.originals.source;
    const pairs = pairUp(this.content(node), original.children);
    const written = this.sequence(pairs, original.children, place);
    const [first] = original.children;
    const last = original.children.at(-1);
    const head = first && pairs[0]?.original === first && node.hasMarkup(original.node.type, original.node.attrs) ? text.slice(original.start, first.start) : lead;
    const tail = last && pairs.at(-1)?.original === last ? text.slice(last.end, original.end) : "";
    return head + written.map(({ gap, text: own }) => gap + own).join("") + tail;
  }

  /** Blocks in a container that is written anew. */
  private joined(children: readonly Node[], siblings: readonly Original[], place: Place): string {
    const pairs = children.map((node) => ({ node, original: null, same: false }));
    return this.sequence(pairs, siblings, place)
      .map(({ gap, text }) => gap + text)
      .join("");
  }

  private gap(before: Pair, pair: Pair, siblings: readonly Original[], place: Place): string {
    const close = place.tight && standsClose(before.node, pair.node);
    const known = this.knownGap(before, pair, siblings);
    return known && (known.between || known.text.split("\n").length > 2) ? known.text : this.newGap(pair, place, close);
  }

  /** What stood before a block in the source; `between` where the same two blocks stood on both sides of it. */
  private knownGap({ original: from }: Pair, { original: to }: Pair, siblings: readonly Original[]): { text: string; between: boolean } | null {
    const previous = to && siblings[siblings.indexOf(to) - 1];
    return previous && this.originals ? { text: this.originals.source.text.slice(previous.end, to.start), between: previous === from } : null;
  }

  /** What comes from the source keeps the blanks before its first line. */
  private newGap({ node, original }: Pair, { prefix }: Place, close: boolean, sibling?: Original): string {
    const known = original ?? this.original(node) ?? sibling;
    const own = known && this.originals ? this.originals.indentation(known) : "";
    return close ? `\n${prefix}${own}` : `\n${prefix.trimEnd()}\n${prefix}${own}`;
  }

  /** Two lists with the same sign, one behind the other, would be read as one. */
  private wouldJoin(before: Node | null, node: Node): boolean {
    return before !== null && isList(node) && before.type === node.type && this.sign(before) === this.sign(node);
  }

  /** The sign a list was written with here, or has by itself. */
  private sign(list: Node): string {
    const written = this.signs.get(list);
    if (written) return written;
    const marker = list.firstChild?.attrs["marker"] as string | null | undefined;
    const fitting = list.type === nodes.bullet_list ? /[-+*]/ : /[.)]/;
    return (this.manner === "plain" ? null : fitting.exec(marker ?? "")?.[0]) ?? (list.type === nodes.bullet_list ? "-" : ".");
  }

  private freeSign(list: Node, before: Node | null, after: Node | null): string {
    const taken = [before, after].filter((other) => other?.type === list.type).map((other) => other && this.sign(other));
    const own = this.sign(list);
    const free = (list.type === nodes.bullet_list ? ["-", "*", "+"] : [".", ")"]).filter((sign) => !taken.includes(sign));
    return free.includes(own) ? own : (free[0] ?? (before && this.sign(before) === "." ? ")" : "."));
  }

  private list({ node, original }: Pair, place: Place, before: Node | null, after: Node | null): string {
    const sign = original && !this.wouldJoin(before, node) ? this.sign(node) : this.freeSign(node, before, after);
    this.signs.set(node, sign);
    const items = node.children;
    const siblings = original?.children ?? [];
    const pairs = original && this.originals ? pairUp(items, siblings) : items.map((item) => ({ node: item, original: null, same: false }));
    const tight = node.attrs["tight"] === null ? items.every((item) => this.content(item).filter((child) => !isList(child)).length < 2) : node.attrs["tight"] === true;
    const inside: Place = { prefix: place.prefix, tight };
    const shift = siblings[0] && this.originals ? this.originals.indentation(siblings[0]) : "";
    const start = Number(node.attrs["start"] ?? 1);
    const step = node.attrs["step"] === 0 ? 0 : 1;
    let out = "";
    pairs.forEach((pair, at) => {
      const previous = pairs[at - 1];
      if (previous) out += this.itemGap(previous, pair, siblings, inside);
      const number = node.type === nodes.ordered_list ? start + at * step : null;
      out += this.item(pair, number === null ? sign : `${number}${sign}`, blanksOf(pair.node, items), inside, shift, node.attrs["step"] === null && original !== null && at > 0);
    });
    return out;
  }

  private itemGap(before: Pair, pair: Pair, siblings: readonly Original[], place: Place): string {
    return this.knownGap(before, pair, siblings)?.text ?? this.newGap(pair, place, place.tight, siblings[0]);
  }

  private item(pair: Pair, marker: string, blanks: string, place: Place, shift: string, anyNumber: boolean): string {
    const { node, original, same } = pair;
    const source = original && this.originals ? this.originals.source.text.slice(original.start, original.end) : null;
    const fits = source !== null && hasMarker(source, marker, anyNumber);
    if (fits && same && !this.suspects(node)) return source;
    const elsewhere = this.original(node);
    if (elsewhere && this.originals && !original) {
      const plain = this.originals.plain(elsewhere);
      if (hasMarker(plain, marker, false)) return indent(plain, place.prefix);
    }
    const box = node.attrs["checked"] === null ? "" : node.attrs["checked"] ? "[x] " : "[ ] ";
    if (fits && original) return this.changedItem(node, original, box, place);
    const lead = marker + blanks;
    const inside = { prefix: place.prefix + shift + " ".repeat(listMarker(`${lead}x`).width), tight: place.tight };
    return (lead + box + this.joined(this.content(node), [], inside)).trimEnd();
  }

  private changedItem(node: Node, original: Original, box: string, place: Place): string {
    const { text } = this.originals?.source ?? { text: "" };
    const marker = listMarker(text.slice(original.start), this.originals?.source.column(original.start));
    const around = original.children[0]?.around.at(-1);
    const width = around?.kind === "item" ? around.width : marker.width;
    const inside = { prefix: place.prefix + " ".repeat(width), tight: place.tight };
    const [first] = original.children;
    const pairs = pairUp(this.content(node), original.children);
    const written = this.sequence(pairs, original.children, inside);
    const lead = first && pairs[0]?.original === first ? boxed(text.slice(original.start, first.start), original.node, node, box) : marker.text + box;
    const last = original.children.at(-1);
    const tail = last && pairs.at(-1)?.original === last ? text.slice(last.end, original.end) : "";
    return (lead + written.map(({ gap, text: own }) => gap + own).join("") + tail).trimEnd();
  }
}

function boxed(lead: string, before: Node, after: Node, box: string): string {
  if (before.attrs["checked"] === after.attrs["checked"]) return lead;
  const bare = before.attrs["checked"] === null ? lead : lead.replace(/\[[ xX]\][ \t]*$/, "");
  return bare + box;
}

function hasMarker(source: string, marker: string, anyNumber: boolean): boolean {
  const own = listMarker(source).text.trim();
  return own === marker || (anyNumber && signOf(own) === signOf(marker));
}

function blanksOf(item: Node, items: readonly Node[]): string {
  const marker = [item, ...items].map((one) => one.attrs["marker"] as string | null).find((text) => text !== null);
  return /[ \t]+$/.exec(marker ?? "- ")?.[0] ?? " ";
}

function isList(node: Node): boolean {
  return node.type === nodes.bullet_list || node.type === nodes.ordered_list;
}

/** What may follow without a blank line and is still read as a block of its own. */
function standsClose(before: Node, node: Node): boolean {
  if (isList(node) && node.firstChild && node.firstChild.children.every(saysNothing)) return false;
  if (node.type === nodes.ordered_list) return before.type !== nodes.paragraph || node.attrs["start"] === 1;
  if (before.type === nodes.paragraph) return isList(node) || node.type === nodes.blockquote || node.type === nodes.callout || node.type === nodes.heading || (node.type === nodes.code_block && node.attrs["kindOfCode"] !== "indented");
  return before.type === nodes.heading;
}

function calloutWords(node: Node): string {
  const kind = String(node.attrs["kind"]);
  const words = node.attrs["callWords"] as string | null;
  return words?.toLowerCase() === `[!${kind}]` ? words : `[!${kind.toUpperCase()}]`;
}

function fenceFor(text: string, sign: string, usual: string): string {
  const inside = (text.match(new RegExp(`^[ \\t]*\\${sign}+`, "gm")) ?? []).map((run) => run.trim().length);
  return inside.some((length) => length >= usual.length) ? longerThan(text, sign, Math.max(...inside) + 1) : usual;
}

function fenced(text: string, fence: string, info: string, end: string | null): string {
  if (end === "") return `${fence}${info}${text ? "\n" : ""}${text}`;
  return `${fence}${info}\n${text}${text ? "\n" : ""}${end && end.length >= fence.length ? end : fence}`;
}

/** Lines at the front and at the back that stay have their own prefixes, all others that of the place. */
function withPrefixes(text: string, source: string, prefixes: readonly string[], prefix: string): string {
  const lines = text.split("\n");
  const before = source.split("\n");
  let front = 0;
  while (front < lines.length && lines[front] === before[front]) front += 1;
  let back = 0;
  while (back < lines.length - front && lines.at(-1 - back) === before.at(-1 - back)) back += 1;
  if (lines.length === before.length) [front, back] = [lines.length, 0];
  return lines
    .map((line, at) => {
      if (at === 0) return line;
      const own = at < front ? prefixes[at - 1] : at >= lines.length - back ? prefixes[before.length - (lines.length - at) - 1] : undefined;
      return line ? (own ?? prefix) + line : (own ?? prefix).trimEnd();
    })
    .join("\n");
}
