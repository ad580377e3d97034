// Network paths look like chips while one writes, as they do where the page is read; the text itself stays as typed.
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { schema } from "../markdown/schema";

const PATH = /(?<![\w\\/])(?:\\\\[A-Za-z0-9][\w.-]{0,62}\\|[A-Za-z]:\\)[^\s<>"|?*[\]`\ufffc]+/g;
const { code, link } = schema.marks;

export function pathChips(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    state: {
      init: (_config, { doc }) => DecorationSet.create(doc, chipsIn(doc, 0, doc.content.size)),
      apply(tr, chips) {
        if (!tr.docChanged) return chips;
        let mapped = chips.map(tr.mapping, tr.doc);
        for (const [from, to] of changes(tr.mapping.maps, tr.doc.content.size)) {
          const { start, end } = blocksAround(tr.doc, from, to);
          mapped = mapped.remove(mapped.find(start, end)).add(tr.doc, chipsIn(tr.doc, start, end));
        }
        return mapped;
      },
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
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
    for (const match of text.matchAll(PATH)) {
      const start = pos + 1 + match.index;
      const end = start + match[0].replace(/[.,;:!)*_~]+$/, "").length;
      if (!doc.rangeHasMark(start, end, code) && !doc.rangeHasMark(start, end, link)) found.push(Decoration.inline(start, end, { class: "path-chip", spellcheck: "false" }));
    }
    return false;
  });
  return found;
}
