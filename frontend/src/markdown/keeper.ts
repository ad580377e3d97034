// Writes a whole document back and checks by reading again that every part that changed says what it should.
import type { Node } from "prosemirror-model";
import { asText, definingIn, definitionsIn } from "./definitions";
import { saysNothing } from "./meaning";
import { pairUp } from "./originals";
import { parse } from "./parse";
import { Readings, type Reading } from "./readings";
import { BlockWriter, TOP, type Manner, type Written } from "./write_blocks";

export interface Kept {
  text: string;
  safe: boolean;
}

/** What is tried where a part does not read as it should, and whether untouched neighbours are written anew as well. */
const REMEDIES: readonly { manner: Manner; neighbours: boolean }[] = [
  { manner: "own", neighbours: false },
  { manner: "plain", neighbours: false },
  { manner: "plain", neighbours: true },
];

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
    const blocks: Node[] = [];
    doc.forEach((block) => {
      if (!saysNothing(block)) blocks.push(block);
    });
    const { originals, root } = this.reading;
    const written = new BlockWriter(originals, this.readings, "kept", this.suspicious).sequence(pairUp(blocks, root.children), root.children, TOP);
    const safe = this.checked(written);
    return { text: this.head(written) + written.map(({ gap, text }) => gap + text).join("") + this.tail(written), safe };
  }

  /** Read every changed part again between its neighbours; what reads differently is written in another manner. */
  private checked(written: Written[]): boolean {
    let safe = true;
    for (const [from, to] of changedParts(written, this.reading.root.children)) {
      const part = written.slice(from, to);
      const fits = (): boolean => this.fits(part, from === 0);
      safe = (fits() || REMEDIES.some((remedy) => this.rewrite(part, remedy, written[from - 1]) && fits())) && safe;
    }
    return safe;
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

  private rewrite(part: readonly Written[], { manner, neighbours }: (typeof REMEDIES)[number], before: Written | undefined): boolean {
    const writer = new BlockWriter(this.reading.originals, this.readings, manner);
    part.forEach((one, at) => {
      if (one.pair.same && !neighbours) return;
      const pair = { ...one.pair, original: null };
      const previous = part[at - 1] ?? before;
      const [, again] = writer.sequence(previous ? [previous.pair, pair] : [pair, pair], [], TOP);
      one.text = again?.text ?? one.text;
      if (previous) one.gap = "\n\n";
    });
    return true;
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

/** Runs of blocks in which something changed, with the unchanged blocks on both sides. */
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

