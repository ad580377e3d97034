// Tables whose header has fewer cells than the line below it: text in CommonMark, a table for the server
// (kms/markup/tables.py), which fills up the header.
import type { Paragraph, Table } from "mdast";
import type { Definitions } from "./definitions";
import { parse } from "./parse";
import { splitRow } from "./table_rows";
import { destination } from "./write_link";

const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;
const MOST_COLUMNS = 200;

/** A table and the text it was parsed from, which differs from the source in its first line only. */
export interface FilledTable {
  table: Table;
  text: string;
}

/** The table that the server sees in a paragraph; `source` is the paragraph's own text. */
export function shortHeader(paragraph: Paragraph, source: string, definitions: Definitions, maths: boolean): FilledTable | null {
  const [header = "", delimiters = "", ...rows] = source.split("\n");
  if (paragraph.type !== "paragraph" || !header.includes("|") || !DELIMITERS.test(delimiters)) return null;
  const columns = splitRow(delimiters.trim()).cells.length;
  const missing = columns - splitRow(header.trim()).cells.length;
  if (missing < 1 || columns > MOST_COLUMNS) return null;
  const text = [`${header.trimEnd().replace(/(?<!\\)\|$/, "")} |${"  |".repeat(missing)}`, delimiters, ...rows].join("\n");
  const { children } = parse(text + asSource(definitions), { maths, frontMatter: false });
  const [table, ...others] = children.filter(({ position }) => (position?.start.offset ?? 0) < text.length);
  return table?.type === "table" && !others.length ? { table, text } : null;
}

function asSource({ links, footnotes }: Definitions): string {
  const lines = [...links].map(([label, { href }]) => `[${label}]: ${destination(href) || "<>"}`);
  return [...lines, ...[...footnotes.values()].map((label) => `[^${label}]: x`)].map((line) => `\n\n${line}`).join("");
}
