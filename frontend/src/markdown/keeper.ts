// Writes a whole document back and checks by parsing again that every changed part still means the same.
import type { Node } from "prosemirror-model";
import { asText, definingIn, definitionsIn } from "./definitions";
import { saysNothing } from "./meaning";
import { pairUp } from "./originals";
import { parse } from "./parse";
import { Readings, type Reading } from "./readings";
import type { Manner } from "./write_base";
import { BlockWriter, TOP, type Written } from "./write_blocks";

export interface Kept {
  text: string;
  safe: boolean;
}

interface Remedy {
  manner: Manner;
  /** Whether unedited neighbours are rewritten too. */
  neighbours: boolean;
  /**
   * Instead of rewriting, parse the whole page: the parser treats some unusual lists differently with less text before
   * them.
   */
  whole?: true;
}

/** The attempts, in order, if a part does not read back correctly. */
const REMEDIES: readonly Remedy[] = [
  { manner: "kept", neighbours: false },
  { manner: "kept", neighbours: false, whole: true },
  { manner: "own", neighbours: false },
  { manner: "plain", neighbours: false },
  { manner: "plain", neighbours: true },
];

/** After an empty list item the parser may treat what follows differently from a part that begins later. */
const EMPTY_ITEM = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]+[-+*])?[ \t]*$/m;

export function writeDocument(doc: Node, reading: Reading, maths: boolean): Kept {
  const defining = asText(definingIn(doc));
  const readings = new Readings(definitionsIn(parse(defining, { maths, frontMatter: false })), defining, maths);
  const suspicious = defining !== asText(definingIn(reading.root.node));
  return new Keeper(reading, readings, suspicious).write(doc);
}

class Keeper {
  constructor(
    private readonly reading: Reading,
    private readonly readings: Readings,
    private readonly suspicious: boolean,
  ) {}

  write(doc: Node): Kept {
    const { originals, root } = this.reading;
    const blocks = [...doc.children].filter((block) => !saysNothing(block) || originals.of(block));
    const writer = new BlockWriter(originals, this.readings, this.suspicious ? "kept" : "hasty", this.suspicious);
    const written = writer.sequence(pairUp(blocks, root.children), root.children, TOP);
    const safe = this.checked(written);
    return { text: this.head(written) + written.map(({ gap, text }) => gap + text).join("") + this.tail(written), safe };
  }

  /**
   * Parse every changed part again between its neighbours; if it reads differently, it is written in another manner.
   */
  private checked(written: Written[]): boolean {
    const parts = changedParts(written, this.reading.root.children);
    const mended = parts.map(([from, to]) => this.mended(written, from, to));
    const odd = parts.length > 0 && EMPTY_ITEM.test(this.reading.originals.source.text);
    return mended.every(Boolean) && (!odd || this.fits(written, true));
  }

  private mended(written: Written[], from: number, to: number): boolean {
    const part = written.slice(from, to);
    if (this.fits(part, from === 0)) return true;
    return REMEDIES.some(({ whole, ...remedy }) => {
      if (!whole) this.rewrite(part, remedy);
      return whole ? this.fits(written, true) : this.fits(part, from === 0);
    });
  }

  private fits(part: readonly Written[], atTop: boolean): boolean {
    const before = atTop ? this.head(part) : (part[0]?.gap ?? "");
    const blanksBefore = before.slice(before.lastIndexOf("\n") + 1);
    const text = part.map(({ gap, text: own }, at) => (at ? gap : blanksBefore) + own).join("");
    return this.readings.says(
      text,
      part.map(({ pair }) => pair.node),
      atTop,
    );
  }

  private rewrite(part: readonly Written[], { manner, neighbours }: Remedy): void {
    const { originals, root } = this.reading;
    const pairs = part.map(({ pair }) => (manner === "kept" || (pair.same && !neighbours) ? pair : { ...pair, original: null, same: false }));
    const again = new BlockWriter(originals, this.readings, manner, this.suspicious).sequence(pairs, root.children, TOP);
    part.forEach((one, at) => Object.assign(one, { text: again[at]?.text, gap: at ? again[at]?.gap : one.gap }));
  }

  private head(written: readonly Written[]): string {
    const { originals, root } = this.reading;
    const [first] = root.children;
    const head = originals.source.text.slice(0, first?.start ?? 0);
    if (first && written[0]?.pair.original === first) return head;
    return head.slice(0, head.lastIndexOf("\n") + 1);
  }

  private tail(written: readonly Written[]): string {
    const { originals, root } = this.reading;
    const last = root.children.at(-1);
    const { text } = originals.source;
    if (!written.length) return last ? "" : text;
    const tail = text.slice(last?.end ?? text.length);
    if (last && written.at(-1)?.pair.original === last) return tail;
    return tail.includes("\n") || !text ? "\n" : "";
  }
}

/** Runs of changed blocks, with the unchanged blocks on both sides. */
function changedParts(written: readonly Written[], originals: readonly { node: Node }[]): [number, number][] {
  const places = new Map(originals.map((original, at) => [original as unknown, at]));
  const placeOf = (at: number): number => {
    const pair = written[at]?.pair;
    return pair?.same ? (places.get(pair.original) ?? -9) : -9;
  };
  const parts: [number, number][] = [];
  for (let at = 0; at < written.length; at += 1) {
    const kept = placeOf(at) >= 0;
    const follows = at === 0 ? placeOf(0) === 0 : placeOf(at - 1) >= 0 && placeOf(at - 1) + 1 === placeOf(at);
    const isLast = at === written.length - 1 && placeOf(at) !== originals.length - 1;
    if (kept && follows && !isLast) continue;
    const last = parts.at(-1);
    const from = Math.max(0, at - 1);
    const to = Math.min(written.length, at + 2);
    if (last && last[1] >= from) last[1] = to;
    else parts.push([from, to]);
  }
  return parts;
}

