// Writes literal blocks: code, formulas and raw source, with their original fences.
import type { Node } from "prosemirror-model";
import { schema } from "./schema";
import { indent } from "./source";
import { longerThan } from "./write_link";

const { nodes } = schema;
const INDENTATION = "    ";

/** How far a literal block is written as it was: with its source, only in its form, or not at all. */
export interface LiteralStyle {
  keepsSource: boolean;
  keepsForm: boolean;
}

export function writeLiteral(block: Node, style: LiteralStyle): string {
  const text = block.textContent;
  if (block.type === nodes.raw_block) return text;
  if (block.type === nodes.math_block) return fenced(text, fenceFor(text, "$", fenceOf(block) ?? "$$"), "", fenceEnd(block, style));
  if (block.attrs["kindOfCode"] === "indented" && style.keepsForm && mayBeIndented(text)) return INDENTATION + indent(text, INDENTATION);
  const info = String(block.attrs["info"]);
  const fence = (style.keepsForm ? fenceOf(block) : null) ?? (info.includes("`") ? "~~~" : "```");
  return fenced(text, fenceFor(text, fence[0] ?? "`", fence), info, fenceEnd(block, style));
}

function fenceOf(block: Node): string | null {
  return block.attrs["fence"] as string | null;
}

/** An unclosed fence stays unclosed while its block keeps its source; otherwise every fence is closed. */
function fenceEnd(block: Node, { keepsSource }: LiteralStyle): string | null {
  const end = block.attrs["fenceEnd"] as string | null;
  return keepsSource && fenceOf(block) !== null && end === null ? "" : end;
}

/** Blank lines at its ends would not belong to an indented block. */
function mayBeIndented(text: string): boolean {
  return /^[^\n]*\S/.test(text) && /\S[ \t]*$/.test(text);
}

function fenceFor(text: string, sign: string, usual: string): string {
  const inside = (text.match(new RegExp(`^[ \\t]*\\${sign}+`, "gm")) ?? []).map((run) => run.trim().length);
  return inside.some((length) => length >= usual.length) ? longerThan(text, sign, Math.max(...inside) + 1) : usual;
}

function fenced(text: string, fence: string, info: string, end: string | null): string {
  if (end === "") return `${fence}${info}${text ? "\n" : ""}${text}`;
  return `${fence}${info}\n${text}${text ? "\n" : ""}${end && end.length >= fence.length ? end : fence}`;
}
