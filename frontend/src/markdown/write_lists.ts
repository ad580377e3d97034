// Writes lists as Markdown: unedited items keep their lines, new ones get the marker of their list, numbers continue.
import type { Node } from "prosemirror-model";
import { listMarker, signOf } from "./list_markers";
import { pairUp, type Original, type Pair } from "./originals";
import { schema } from "./schema";
import { indent } from "./source";
import type { Place, Writer } from "./write_base";

const { nodes } = schema;
const BULLETS = ["-", "*", "+"];
const DELIMITERS = [".", ")"];

/** What all items of a list have in common. */
interface ListStyle {
  sign: string;
  /** Between marker and content, for items that have none recorded. */
  blanks: string;
  /** The spaces before the markers of a list from the source. */
  shift: string;
  /** Whether numbers that follow no rule stay as they are. */
  anyNumber: boolean;
  place: Place;
}

export function isList(node: Node): boolean {
  return node.type === nodes.bullet_list || node.type === nodes.ordered_list;
}

export class ListWriter {
  private readonly signs = new Map<Node, string>();

  constructor(private readonly blocks: Writer) {}

  /** Two adjacent lists with the same sign would be read as one. */
  wouldJoin(before: Node | null, node: Node): boolean {
    return before !== null && isList(node) && before.type === node.type && this.sign(before) === this.sign(node);
  }

  write(pair: Pair, place: Place, before: Node | null, after: Node | null): string {
    const { node, original } = pair;
    const siblings = original?.children ?? [];
    const style = this.style(pair, place, before, after);
    const pairs = original ? pairUp(node.children, siblings) : this.blocks.unpaired(node.children);
    const written = pairs.map((item, at) => {
      const previous = pairs[at - 1];
      const gap = previous ? this.gap(previous, item, siblings, style.place) : "";
      return gap + this.item(item, this.marker(node, at, style), style, at);
    });
    return written.join("");
  }

  private style({ node, original }: Pair, place: Place, before: Node | null, after: Node | null): ListStyle {
    const sign = original && !this.wouldJoin(before, node) ? this.sign(node) : this.freeSign(node, before, after);
    this.signs.set(node, sign);
    const first = original?.children[0];
    return {
      sign,
      blanks: node.children.map(blanksOf).find((blanks) => blanks !== null) ?? " ",
      shift: first ? this.blocks.indentation(first) : "",
      anyNumber: original !== null && node.attrs["step"] === null,
      place: { prefix: place.prefix, tight: this.isTight(node) },
    };
  }

  private isTight(list: Node): boolean {
    const own = list.attrs["tight"] as boolean | null;
    return own ?? list.children.every((item) => this.blocks.content(item).filter((child) => !isList(child)).length < 2);
  }

  /** The sign a list was written with here, or gets by default. */
  private sign(list: Node): string {
    const written = this.signs.get(list);
    if (written) return written;
    const ordered = list.type === nodes.ordered_list;
    const marker = String(list.firstChild?.attrs["marker"] ?? "");
    const own = (ordered ? /[.)]/ : /[-+*]/).exec(marker)?.[0];
    return (this.blocks.manner === "plain" ? undefined : own) ?? (ordered ? "." : "-");
  }

  private freeSign(list: Node, before: Node | null, after: Node | null): string {
    const signs = list.type === nodes.bullet_list ? BULLETS : DELIMITERS;
    const takenBefore = before?.type === list.type ? this.sign(before) : null;
    const takenAfter = after?.type === list.type ? this.sign(after) : null;
    const own = this.sign(list);
    const free = [own, ...signs].filter((sign) => sign !== takenBefore);
    return free.find((sign) => sign !== takenAfter) ?? free[0] ?? own;
  }

  private marker(list: Node, at: number, { sign }: ListStyle): string {
    if (list.type === nodes.bullet_list) return sign;
    const step = list.attrs["step"] === 0 ? 0 : 1;
    return `${String(Number(list.attrs["start"] ?? 1) + at * step)}${sign}`;
  }

  private gap(before: Pair, pair: Pair, siblings: readonly Original[], place: Place): string {
    return this.blocks.knownGap(before, pair, siblings)?.text ?? this.blocks.newGap(pair, place, place.tight, siblings[0]);
  }

  private item(pair: Pair, marker: string, style: ListStyle, at: number): string {
    const { node, original, same } = pair;
    const fits = original !== null && hasMarker(this.blocks.sourceOf(original), marker, style.anyNumber && at > 0);
    if (fits && same && !this.blocks.suspects(node)) return this.blocks.sourceOf(original);
    if (fits) return this.changed(node, original, style.place);
    return this.moved(node, marker, style.place) ?? this.fresh(node, marker, style);
  }

  /** An item from elsewhere in the source, if its marker fits here. */
  private moved(node: Node, marker: string, place: Place): string | null {
    const plain = this.blocks.plainSource(node);
    return plain !== null && hasMarker(plain, marker, false) ? indent(plain, place.prefix) : null;
  }

  private fresh(node: Node, marker: string, { blanks, shift, place }: ListStyle): string {
    const lead = marker + (blanksOf(node) ?? blanks);
    const prefix = place.prefix + shift + " ".repeat(listMarker(`${lead}x`).width);
    const pairs = this.blocks.unpaired(this.blocks.content(node));
    return (lead + boxOf(node) + this.blocks.joined(pairs, [], { prefix, tight: place.tight })).trimEnd();
  }

  private changed(node: Node, original: Original, place: Place): string {
    const [first] = original.children;
    const marker = listMarker(this.blocks.sourceOf(original));
    const around = first?.around.at(-1);
    const prefix = place.prefix + " ".repeat(around?.kind === "item" ? around.width : marker.width);
    const pairs = pairUp(this.blocks.content(node), original.children);
    const lead = first && pairs[0]?.original === first ? withBox(this.blocks.leadOf(original), original.node, node) : marker.text + boxOf(node);
    const inside = this.blocks.joined(pairs, original.children, { prefix, tight: place.tight });
    return (lead + inside + this.blocks.tailOf(original, pairs)).trimEnd();
  }
}

function boxOf(item: Node): string {
  if (item.attrs["checked"] === null) return "";
  return item.attrs["checked"] ? "[x] " : "[ ] ";
}

function withBox(lead: string, before: Node, after: Node): string {
  if (before.attrs["checked"] === after.attrs["checked"]) return lead;
  return (before.attrs["checked"] === null ? lead : lead.replace(/\[[ xX]\][ \t]*$/, "")) + boxOf(after);
}

function hasMarker(source: string, marker: string, anyNumber: boolean): boolean {
  const own = listMarker(source).text.trim();
  return own === marker || (anyNumber && signOf(own) === signOf(marker));
}

function blanksOf(item: Node): string | null {
  return /[ \t]+$/.exec(String(item.attrs["marker"] ?? ""))?.[0] ?? null;
}
