// Writes tables as Markdown: unedited rows keep their line, cells their width, the line below the header its form.
import type { Node } from "prosemirror-model";
import { columnAligns } from "./meaning";
import { pairUp, type Original, type Pair } from "./originals";
import { joinRow, separatorFor, splitRow } from "./table_rows";
import { indent } from "./source";
import type { Place, Writer } from "./write_base";

export function writeTable(writer: Writer, table: Node, original: Original | null, place: Place): string {
  const rows: Node[] = [];
  table.forEach((row) => rows.push(row));
  const columns = rows[0]?.childCount ?? 1;
  const sameColumns = original?.node.firstChild?.childCount === columns;
  const pairs = original && sameColumns ? pairUp(rows, original.children) : rows.map((node): Pair => ({ node, original: null, same: false }));
  const prefixes = original ? writer.originals.source.prefixes(original.start, original.end, original.around) : [];
  const lines = pairs.map((pair, at) => writeRow(writer, pair, columns, at === 0));
  lines.splice(1, 0, separator(table, writer));
  const sameLines = original !== null && prefixes.length === lines.length - 1;
  return sameLines ? lines.map((line, at) => (at ? (prefixes[at - 1] ?? "") : "") + line).join("\n") : indent(lines.join("\n"), place.prefix);
}

function separator(table: Node, writer: Writer): string {
  const aligns = columnAligns(table);
  const own = table.attrs["separator"] as string | null;
  const marks = splitRow(own ?? "").cells;
  const same = own !== null && marks.length === aligns.length && marks.every((mark, at) => alignOf(mark) === (aligns[at] ?? null));
  return same && writer.manner !== "plain" ? own.trim() : separatorFor(aligns);
}

function alignOf(mark: string): string | null {
  const text = mark.trim();
  if (text.startsWith(":")) return text.endsWith(":") && text.length > 1 ? "center" : "left";
  return text.endsWith(":") ? "right" : null;
}

function writeRow(writer: Writer, { node, original, same }: Pair, columns: number, isHeader: boolean): string {
  const known = original ?? writer.original(node);
  const source = known ? writer.originals.source.text.slice(known.start, known.end) : null;
  const old = source === null ? null : splitRow(source, columns);
  if (same && known && source !== null && !writer.suspects(node)) return (isHeader ? "" : writer.indentation(known)) + source;
  const fits = old !== null && known !== null && old.cells.length === columns && known.node.childCount === columns;
  const cells: string[] = [];
  node.forEach((cell, _offset, at) => {
    const before = fits ? known.node.child(at) : null;
    const kept = fits ? (old.cells[at] ?? null) : null;
    cells.push(writeCell(writer, cell, before, kept));
  });
  return joinRow(fits ? { ...old, cells } : { lead: "|", cells, tail: tailOf(node) });
}

function tailOf(row: Node): string {
  const tail = row.attrs["tail"] as string | null;
  return tail && tail !== "|" ? tail : "|";
}

function writeCell(writer: Writer, cell: Node, before: Node | null, source: string | null): string {
  if (before && source !== null) {
    if (before.content.eq(cell.content) && !writer.suspects(cell)) return source;
    const text = writer.texts.cell(cell, { node: before, source: source.trim() });
    const [, left = " ", right = " "] = /^([ \t]*)[^]*?([ \t]*)$/.exec(source) ?? [];
    const padded = (left || (source.trim() ? "" : " ")) + text;
    return source.trim() ? `${padded}${right.slice(0, 1)}`.padEnd(source.length) : ` ${text} `.padEnd(source.length);
  }
  return ` ${writer.texts.cell(cell, null)} `;
}
