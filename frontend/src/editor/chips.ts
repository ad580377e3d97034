// Network paths and people look like chips while editing, as on the rendered page; the text stays as typed.
import type { Node } from "prosemirror-model";
import { Plugin, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { schema } from "../markdown/schema";
import { isPerson } from "./mention";

interface Kind {
  pattern: RegExp;
  /** The part of a match that is shown as a chip; "" for none. */
  part(match: string): string;
  look: string;
}

const KINDS: readonly Kind[] = [
  {
    // In angle brackets a path may contain spaces; without them it ends at the first space.
    pattern: /(?<=<)(?:\\\\[^\\<>\n\ufffc]|[A-Za-z]:\\)[^<>\n\ufffc]{0,500}(?=>)|(?<![\w\\/])(?:\\\\[A-Za-z0-9][\w.-]{0,62}\\|[A-Za-z]:\\)[^\s<>"|?*[\]`\ufffc]+/g,
    part: (path) => path.replace(/[.,;:!)*_~]+$/, ""),
    look: "path-chip",
  },
  {
    pattern: /<(?=(?:\\\\[^\\<>\n\ufffc]|[A-Za-z]:\\)[^<>\n\ufffc]{0,500}>)|(?<=<(?:\\\\[^\\<>\n\ufffc]|[A-Za-z]:\\)[^<>\n\ufffc]{0,500})>/g,
    part: (bracket) => bracket,
    look: "path-bracket",
  },
  {
    pattern: /(?<![\p{L}\p{N}_@./+\\-])@[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,58}[\p{L}\p{N}])?(?![\p{L}\p{N}_@])/gu,
    part: (name) => (isPerson(name.slice(1)) ? name : ""),
    look: "mention",
  },
];
const { code, link } = schema.marks;

export function chips(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    state: {
      init: (_config, { doc }) => DecorationSet.create(doc, chipsIn(doc, 0, doc.content.size)),
      apply: (tr, shown) => (tr.docChanged ? renewed(tr, shown) : shown),
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
}

function renewed(tr: Transaction, before: DecorationSet): DecorationSet {
  let mapped = before.map(tr.mapping, tr.doc);
  for (const [from, to] of changes(tr.mapping.maps, tr.doc.content.size)) {
    const { start, end } = blocksAround(tr.doc, from, to);
    mapped = mapped.remove(mapped.find(start, end)).add(tr.doc, chipsIn(tr.doc, start, end));
  }
  return mapped;
}

function changes(maps: readonly { forEach: (each: (from: number, to: number, newFrom: number, newTo: number) => void) => void; map: (at: number) => number }[], size: number): [number, number][] {
  const found: [number, number][] = [];
  maps.forEach((map, at) => {
    map.forEach((_from, _to, from, to) => {
      const later = maps.slice(at + 1);
      const move = (position: number): number => later.reduce((moved, next) => next.map(moved), position);
      found.push([Math.min(move(from), size), Math.min(move(to), size)]);
    });
  });
  return found;
}

function blocksAround(doc: Node, from: number, to: number): { start: number; end: number } {
  const first = doc.resolve(from);
  const last = doc.resolve(to);
  return { start: first.depth ? first.before(1) : from, end: last.depth ? last.after(1) : to };
}

function chipsIn(doc: Node, from: number, to: number): Decoration[] {
  const found: Decoration[] = [];
  doc.nodesBetween(from, to, (block, pos) => {
    if (!block.isTextblock) return true;
    if (block.type.spec.code) return false;
    const text = block.textBetween(0, block.content.size, undefined, "\ufffc");
    for (const { pattern, part, look } of KINDS) {
      for (const match of text.matchAll(pattern)) {
        const start = pos + 1 + match.index;
        const end = start + part(match[0]).length;
        if (start < end && !doc.rangeHasMark(start, end, code) && !doc.rangeHasMark(start, end, link)) found.push(Decoration.inline(start, end, { class: look, spellcheck: "false" }));
      }
    }
    return false;
  });
  return found;
}
