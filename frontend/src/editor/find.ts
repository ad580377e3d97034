// Find and replace in the rich editor: matches are highlighted, a panel above the text steps through them.
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection, type EditorState } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";

export interface Query {
  words: string;
  matchCase: boolean;
}

export interface Hit {
  from: number;
  to: number;
}

interface Found {
  query: Query | null;
  hits: Hit[];
}

const key = new PluginKey<Found>("find");
const NOTHING: Found = { query: null, hits: [] };

/** Displays the matches: called after every change, and asked to close on Escape. */
export interface Panel {
  showCount(): void;
  close(): void;
  forget(): void;
}

export function find(panel: Panel): Plugin<Found> {
  return new Plugin<Found>({
    key,
    state: {
      init: () => NOTHING,
      apply: (tr, before) => {
        const query = tr.getMeta(key) as Query | null | undefined;
        if (query === undefined && (!tr.docChanged || !before.query)) return before;
        const wanted = query === undefined ? before.query : query;
        return wanted ? { query: wanted, hits: hitsIn(tr.doc, wanted) } : NOTHING;
      },
    },
    props: {
      decorations: (state) => marks(state),
      handleKeyDown: (view, event) => {
        if (event.key !== "Escape" || !found(view.state).query) return false;
        panel.close();
        return true;
      },
    },
    view: () => ({ update: () => panel.showCount(), destroy: () => panel.forget() }),
  });
}

export function found(state: EditorState): Found {
  return key.getState(state) ?? NOTHING;
}

export function look(view: EditorView, query: Query | null): void {
  view.dispatch(view.state.tr.setMeta(key, query));
}

/** Select the next match, or the previous one; wraps around at the end. */
export function step(view: EditorView, by: 1 | -1): void {
  const { hits } = found(view.state);
  const { from, to } = view.state.selection;
  const next = by > 0 ? (hits.find((hit) => hit.from >= to) ?? hits[0]) : (hits.findLast((hit) => hit.to <= from) ?? hits.at(-1));
  if (next) view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, next.from, next.to)).scrollIntoView());
}

/** Replace the selected match and go on; if none is selected, only go to the next. */
export function replaceOne(view: EditorView, words: string): void {
  const hit = selected(view.state);
  if (hit) view.dispatch(view.state.tr.insertText(words, hit.from, hit.to));
  step(view, 1);
}

export function replaceAll(view: EditorView, words: string): void {
  const tr = view.state.tr;
  for (const { from, to } of [...found(view.state).hits].reverse()) tr.insertText(words, from, to);
  view.dispatch(tr);
}

export function selected(state: EditorState): Hit | undefined {
  const { from, to } = state.selection;
  return found(state).hits.find((hit) => hit.from === from && hit.to === to);
}

function marks(state: EditorState): DecorationSet | null {
  const { hits } = found(state);
  if (hits.length === 0) return null;
  const present = selected(state);
  return DecorationSet.create(state.doc, hits.map((hit) => Decoration.inline(hit.from, hit.to, { class: hit === present ? "found present" : "found" })));
}

function hitsIn(doc: Node, { words, matchCase }: Query): Hit[] {
  const wanted = matchCase ? words : words.toLowerCase();
  const hits: Hit[] = [];
  if (!wanted) return hits;
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, (leaf) => (leaf.type.name === "soft_break" ? " " : "\ufffc"));
    const folded = matchCase ? text : lower(text);
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      hits.push({ from: pos + 1 + at, to: pos + 1 + at + wanted.length });
    }
    return false;
  });
  return hits;
}

/** Lower case of the same length: some letters would become two, and positions would shift. */
function lower(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length ? small : [...text].map((sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign)).join("");
}
