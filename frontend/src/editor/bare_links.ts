// Web and email addresses become links while typing, as they do on the rendered page (GFM autolinks).
import type { Node } from "prosemirror-model";
import { Plugin, type Transaction } from "prosemirror-state";
import { schema } from "../markdown/schema";

const { link } = schema.marks;
const ADDRESS = /(?<![\p{L}\p{N}])(?:https?:\/\/|www\.(?=[\w-]+\.))[^\s<\ufffc]+|(?<![\p{L}\p{N}._+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z\d]+/giu;

/** Set on a change that removed a link, which is then not added again. */
export const UNLINKED = "unlinked";

export function bareLinks(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, _before, state) => {
      const changed = changedRange(transactions);
      if (!changed || transactions.some((tr) => tr.getMeta(UNLINKED))) return null;
      const tr = state.tr;
      state.doc.nodesBetween(changed.from, Math.min(changed.to, state.doc.content.size), (node, pos) => {
        if (node.isTextblock && !node.type.spec.code) linkIn(tr, node, pos + 1, changed);
        return !node.isTextblock;
      });
      return tr.docChanged ? tr.removeStoredMark(link) : null;
    },
  });
}

/** The changed range, in positions of the new document; null if nothing changed. */
function changedRange(transactions: readonly Transaction[]): { from: number; to: number } | null {
  let range: { from: number; to: number } | null = null;
  for (const map of transactions.flatMap((tr) => tr.mapping.maps)) {
    if (range) range = { from: map.map(range.from, -1), to: map.map(range.to, 1) };
    map.forEach((_from, _to, from, to) => (range = { from: Math.min(from, range?.from ?? from), to: Math.max(to, range?.to ?? to) }));
  }
  return range;
}

function linkIn(tr: Transaction, block: Node, start: number, changed: { from: number; to: number }): void {
  const text = block.textBetween(0, block.content.size, undefined, "\ufffc");
  for (const match of text.matchAll(ADDRESS)) {
    const from = start + match.index;
    const to = from + withoutEnd(match[0]).length;
    if (to < changed.from || from > changed.to) continue;
    const href = hrefOf(text.slice(from - start, to - start));
    if (isFree(block, from - start, to - start)) tr.removeMark(from, start + match.index + match[0].length, link).addMark(from, to, link.create({ href, form: "bare" }));
  }
}

/** Neither code nor a manually created link; a bare one follows its text. */
function isFree(block: Node, from: number, to: number): boolean {
  let free = true;
  let whole: string | null = null;
  block.nodesBetween(from, to, (node) => {
    const mark = link.isInSet(node.marks);
    if (mark && mark.attrs["form"] !== "bare") free = false;
    if (schema.marks.code.isInSet(node.marks)) free = false;
    whole = mark ? String(mark.attrs["href"]) : whole;
  });
  return free && whole !== hrefOf(block.textBetween(from, to));
}

function hrefOf(text: string): string {
  if (/^https?:/i.test(text)) return text;
  return text.toLowerCase().startsWith("www.") ? `http://${text}` : `mailto:${text}`;
}

/** Punctuation at the end of a sentence is not part of the address. */
function withoutEnd(address: string): string {
  const trimmed = address.replace(/[?!.,:*_~'"]+$/, "");
  const opened = trimmed.split("(").length;
  const closed = trimmed.split(")").length;
  return trimmed.endsWith(")") && closed > opened ? withoutEnd(trimmed.slice(0, -1)) : trimmed;
}
