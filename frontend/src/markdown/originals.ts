// Records of a loaded text: where each block was in it, and which block in the editor came from where.
import type { Node } from "prosemirror-model";
import { prefixLength, type Container, type Source } from "./source";

/** A block, list item, row or cell as it was parsed. */
export interface Original {
  node: Node;
  start: number;
  end: number;
  /** The lists and quotes around it. */
  around: readonly Container[];
  children: Original[];
}

/** Finds the original of a node by identity: an unedited node is still the same object. */
export class Originals {
  private readonly byNode = new WeakMap<Node, Original>();

  constructor(readonly source: Source) {}

  add(original: Original): Original {
    this.byNode.set(original.node, original);
    return original;
  }

  of(node: Node): Original | undefined {
    return this.byNode.get(node);
  }

  /** The whitespace before a block's first line, within its containers. */
  indentation({ start, around }: Original): string {
    const before = this.source.text.slice(this.source.lineStart(start), start);
    const own = before.slice(prefixLength(before, around));
    return /^[ \t]*$/.test(own) ? own : "";
  }

  plain({ start, end, around }: Original): string {
    return this.source.plain(start, end, around);
  }
}

/** A node to be written, its original, and whether it is unchanged. */
export interface Pair {
  node: Node;
  original: Original | null;
  same: boolean;
}

/** Find the original of each node: the same one, or the one it most likely was before the change. */
export function pairUp(nodes: readonly Node[], originals: readonly Original[]): Pair[] {
  const pairs: Pair[] = nodes.map((node) => ({ node, original: null, same: false }));
  const used = new Set<Original>();
  const keep = (pair: Pair | undefined, original: Original | undefined): boolean => {
    if (!pair || !original || pair.original || used.has(original) || !pair.node.eq(original.node)) return false;
    Object.assign(pair, { original, same: true });
    used.add(original);
    return true;
  };
  let front = 0;
  while (keep(pairs[front], originals[front])) front += 1;
  let back = 1;
  while (keep(pairs.at(-back), originals.at(-back))) back += 1;
  findEqual(pairs.slice(front, pairs.length - back + 1), originals.slice(front, originals.length - back + 1), keep);
  pairChanged(pairs, originals, used);
  return pairs;
}

type Keep = (pair: Pair | undefined, original: Original | undefined) => boolean;

/** Blocks that moved, and blocks that undo rebuilt: the same object or the same structure. */
function findEqual(pairs: Pair[], originals: Original[], keep: Keep): void {
  if (!pairs.length || !originals.length) return;
  const byNode = new Map(originals.map((original) => [original.node, original]));
  const rest = pairs.filter((pair) => !keep(pair, byNode.get(pair.node)));
  if (!rest.length) return;
  const byKey = new Map<string, Original[]>();
  for (const original of originals) {
    const key = keyOf(original.node);
    byKey.set(key, [...(byKey.get(key) ?? []), original]);
  }
  for (const pair of rest) byKey.get(keyOf(pair.node))?.some((original) => keep(pair, original));
}

function keyOf(node: Node): string {
  return JSON.stringify(node.toJSON());
}

/** Between two unchanged blocks, a changed one is paired with the most similar unused original there. */
function pairChanged(pairs: Pair[], originals: readonly Original[], used: Set<Original>): void {
  let from = 0;
  while (from < pairs.length) {
    if (pairs[from]?.original) {
      from += 1;
      continue;
    }
    let to = from;
    while (to < pairs.length && !pairs[to]?.original) to += 1;
    const first = placeOf(pairs[from - 1], originals, -1) + 1;
    const last = placeOf(pairs[to], originals, originals.length);
    const candidates = originals.slice(first, Math.max(first, last)).filter((original) => !used.has(original));
    pairRun(pairs.slice(from, to), candidates);
    from = to;
  }
}

function placeOf(pair: Pair | undefined, originals: readonly Original[], otherwise: number): number {
  return pair?.original ? originals.indexOf(pair.original) : otherwise;
}

function pairRun(run: Pair[], candidates: readonly Original[]): void {
  const left = new Set(candidates);
  run.forEach((pair, at) => {
    const opposite = run.length === candidates.length ? candidates[at] : undefined;
    const alike = [...left].filter((original) => original.node.type === pair.node.type);
    pair.original = opposite && alike.includes(opposite) ? opposite : mostAlike(pair.node, alike);
    if (pair.original) left.delete(pair.original);
  });
}

function mostAlike(node: Node, originals: Original[]): Original | null {
  const text = node.textContent;
  let best: Original | null = null;
  let most = -1;
  for (const original of originals.slice(0, 50)) {
    const shared = overlap(text, original.node.textContent);
    if (shared > most) [best, most] = [original, shared];
  }
  return best;
}

/** How many characters two texts share at their beginnings and ends. */
function overlap(one: string, other: string): number {
  const longest = Math.min(one.length, other.length);
  let front = 0;
  while (front < longest && one[front] === other[front]) front += 1;
  let back = 0;
  while (back < longest - front && one.at(-1 - back) === other.at(-1 - back)) back += 1;
  return front + back;
}
