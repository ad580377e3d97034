// Inline content as Markdown can express it: no spaces at the edges of marks and lines, no breaks at the end of a
// block.
import { Mark, type Node } from "prosemirror-model";
import { schema } from "./schema";

const { nodes, marks } = schema;

/** The inline nodes of a textblock in the form in which they are written and compared. */
export function tidy(block: Node): Node[] {
  const oneLine = block.type !== nodes.paragraph && !isSetext(block);
  const parts: Node[] = [];
  block.forEach((child) => parts.push(...split(child, oneLine)));
  return join(trim(bareBlanks(parts)));
}

export function isCode(node: Node): boolean {
  return node.isText && marks.code.isInSet(node.marks) !== undefined;
}

/** A break written as HTML, which may be anywhere. */
export function isTagBreak(node: Node): boolean {
  return node.type === nodes.hard_break && String(node.attrs["source"] ?? "").startsWith("<");
}

export function isSetext(block: Node): boolean {
  const underline = /^setext:\s*([-=])/.exec(String(block.attrs["style"] ?? ""))?.[1];
  const levels: Record<string, number> = { "=": 1, "-": 2 };
  return block.type === nodes.heading && underline !== undefined && levels[underline] === block.attrs["level"];
}

function split(node: Node, oneLine: boolean): Node[] {
  if (node.type === nodes.soft_break && oneLine) return [schema.text(" ", node.marks)];
  if (!node.isText) return [marks.code.isInSet(node.marks) ? node.mark(marks.code.removeFromSet(node.marks)) : node];
  const text = node.text ?? "";
  if (isCode(node)) return [text.includes("\n") ? schema.text(text.replaceAll("\n", " "), node.marks) : node];
  const ends = text.split(/(\r\n?|\n)/);
  return ends.flatMap((part, at) => {
    if (at % 2) return [oneLine ? schema.text(" ", node.marks) : nodes.soft_break.create(null, null, node.marks)];
    const [, before = "", middle = "", after = ""] = /^([ \t]*)([^]*?)([ \t]*)$/.exec(part) ?? [];
    return [before, middle, after].filter(Boolean).map((piece) => schema.text(piece, node.marks));
  });
}

function isBlank(node: Node): boolean {
  return node.type === nodes.soft_break || node.type === nodes.hard_break || (node.isText && !isCode(node) && !/[^ \t]/.test(node.text ?? ""));
}

/** Spaces and breaks carry only marks that continue on both sides. */
function bareBlanks(parts: readonly Node[]): Node[] {
  const after: (readonly Mark[])[] = [];
  let next: readonly Mark[] = [];
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const part = parts[at];
    after[at] = next;
    if (part && !isBlank(part)) next = part.marks;
  }
  let before: readonly Mark[] = [];
  return parts.map((part, at) => {
    if (!isBlank(part)) {
      before = part.marks;
      return part;
    }
    return part.mark(part.marks.filter((mark) => mark.isInSet(before) && mark.isInSet(after[at] ?? [])));
  });
}

function trim(parts: readonly Node[]): Node[] {
  const kept: Node[] = [];
  for (const part of parts) {
    const last = kept.at(-1);
    const isBreak = part.type === nodes.soft_break || part.type === nodes.hard_break;
    if (isBreak && !isTagBreak(part)) dropTrailing(kept, isSpace);
    if (isSpace(part) && (!last || isLineEnd(last))) continue;
    if (part.type === nodes.soft_break && (!kept.length || isLineEnd(kept.at(-1)))) continue;
    if (part.type === nodes.hard_break && !isTagBreak(part)) dropTrailing(kept, (node) => node.type === nodes.soft_break);
    kept.push(part);
  }
  dropTrailing(kept, (node) => isSpace(node) || isLineEnd(node));
  return kept;
}

function isSpace(node: Node): boolean {
  return isBlank(node) && node.isText;
}

/** A break that ends a line of the source. */
export function isLineEnd(node: Node | undefined): boolean {
  return node !== undefined && (node.type === nodes.soft_break || node.type === nodes.hard_break) && !isTagBreak(node);
}

function dropTrailing(parts: Node[], drop: (node: Node) => boolean): void {
  for (let last = parts.at(-1); last && drop(last); last = parts.at(-1)) parts.pop();
}

function join(parts: readonly Node[]): Node[] {
  const joined: Node[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.isText && part.isText && Mark.sameSet(last.marks, part.marks)) {
      joined[joined.length - 1] = schema.text((last.text ?? "") + (part.text ?? ""), part.marks);
    } else joined.push(part);
  }
  return joined;
}
