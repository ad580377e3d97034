// The meaning of a block, regardless of how it is written: two blocks of the same meaning give the same value.
import type { Mark, Node } from "prosemirror-model";
import { identify, type Definitions } from "./definitions";
import { BOOKKEEPING, schema } from "./schema";
import { isCode, isTagBreak, tidy } from "./tidy";

const { nodes, marks } = schema;

type Meaning = string | number | boolean | null | Meaning[];

/** A string that is equal for blocks of equal meaning; references are replaced by their targets. */
export function meaning(block: Node, definitions: Definitions): string {
  return JSON.stringify(ofBlock(block, definitions));
}

/** A paragraph of only spaces and breaks has no meaning; Markdown cannot express it. */
export function saysNothing(block: Node): boolean {
  return block.type === nodes.paragraph && !block.children.some(isSeen);
}

function isSeen(node: Node): boolean {
  if (node.isText) return isCode(node) || /[^ \t\r\n]/.test(node.text ?? "");
  return (node.type !== nodes.soft_break && node.type !== nodes.hard_break) || isTagBreak(node);
}

function ofBlock(block: Node, definitions: Definitions): Meaning {
  if (block.type === nodes.table) return ofTable(block, definitions);
  if (block.type === nodes.raw_block) return ["raw", String(block.attrs["kind"]), block.textContent.trim()];
  if (block.type === nodes.code_block) return ["code", String(block.attrs["info"]).trim(), block.textContent];
  if (block.type === nodes.math_block) return ["math", block.textContent.trim()];
  const head = [block.type.name, ...attributes(block)];
  if (block.isTextblock) return [...head, ofInline(block, definitions)];
  const children: Meaning[] = [];
  block.forEach((child) => {
    if (!saysNothing(child)) children.push(ofBlock(child, definitions));
  });
  return [...head, children];
}

function attributes(node: Node): Meaning[] {
  return Object.keys(node.attrs)
    .filter((name) => !BOOKKEEPING.has(name))
    .sort()
    .map((name) => (node.attrs[name] ?? null) as Meaning);
}

function ofTable(table: Node, definitions: Definitions): Meaning {
  const rows: Meaning[] = [];
  table.forEach((row) => {
    const cells: Meaning[] = [];
    row.forEach((cell) => cells.push([cell.attrs["colspan"] as number, cell.attrs["rowspan"] as number, ofInline(cell, definitions)]));
    rows.push(cells);
  });
  return ["table", columnAligns(table) as Meaning[], rows];
}

/** The alignment of the columns, taken from the header cells. */
export function columnAligns(table: Node): unknown[] {
  const aligns: unknown[] = [];
  table.firstChild?.forEach((cell) => aligns.push(cell.attrs["align"] ?? null));
  return aligns;
}

function ofInline(block: Node, definitions: Definitions): Meaning {
  const merged: [string, string][] = [];
  for (const node of tidy(block)) {
    const text = textOf(node, definitions);
    const about = text === null ? ofAtom(node) : "text";
    const marked = node.marks.map((mark) => ofMark(mark, definitions)).sort();
    for (const part of text === null || isCode(node) ? [text ?? ""] : text.split(/([ \t]+)/).filter(Boolean)) {
      const key = JSON.stringify([about, /[^ \t]/.test(part) || text === null || isCode(node) ? marked : []]);
      const last = merged.at(-1);
      if (text !== null && last?.[0] === key) last[1] += part;
      else merged.push([key, part]);
    }
  }
  return merged;
}

/** The text of a text node, or of a footnote reference without a definition, which is only text. */
function textOf(node: Node, definitions: Definitions): string | null {
  if (node.isText) return node.text ?? "";
  if (node.type !== nodes.footnote_reference) return null;
  const label = String(node.attrs["label"]);
  return definitions.footnotes.has(identify(label)) ? null : `[^${label}]`;
}

function ofAtom(node: Node): Meaning {
  if (node.type === nodes.raw_inline) return ["raw", String(node.attrs["source"])];
  if (node.type === nodes.footnote_reference) return ["footnote", identify(String(node.attrs["label"]))];
  return [node.type.name, ...attributes(node)];
}

function ofMark(mark: Mark, definitions: Definitions): string {
  if (mark.type !== marks.link) return mark.type.name;
  return JSON.stringify(["link", ...Object.values(leadsTo(mark, definitions))]);
}

/** The target of a link; a reference uses its current definition. */
export function leadsTo(mark: Mark, definitions: Definitions): { href: string; title: string | null } {
  const own = { href: String(mark.attrs["href"]), title: (mark.attrs["title"] as string | null) || null };
  if (mark.attrs["form"] !== "reference") return own;
  const label = referenceLabel(String(mark.attrs["ending"] ?? ""));
  const definition = label ? definitions.links.get(identify(label)) : undefined;
  return definition ? { href: definition.href, title: definition.title || null } : own;
}

/** The label in `][label]`; empty in `][]` and `]`, where the text of the link is its label. */
export function referenceLabel(ending: string): string {
  return /^\]\[([^]*)\]$/.exec(ending)?.[1] ?? "";
}
