// Converts tables from the syntax tree: every row gets as many cells as there are columns; extra cells are kept as the
// row's tail.
import type { Paragraph, Table, TableRow } from "mdast";
import type { Node } from "prosemirror-model";
import type { Definitions } from "./definitions";
import { Originals, type Original } from "./originals";
import { InlineReader } from "./read_inline";
import { schema } from "./schema";
import { shortHeader } from "./short_headers";
import { Source, type Container } from "./source";
import { splitRow } from "./table_rows";

const { nodes } = schema;

export class TableReader {
  constructor(
    private readonly originals: Originals,
    private readonly inline: InlineReader,
    private readonly definitions: Definitions,
    private readonly maths: boolean,
  ) {}

  read(table: Table, around: readonly Container[]): Original {
    const aligns = table.align ?? [];
    const columns = Math.max(aligns.length, table.children[0]?.children.length ?? 1);
    const padded = Array.from({ length: columns }, (_, at) => aligns[at] ?? null);
    const rows = table.children.map((row, at) => this.row(row, padded, at === 0, around));
    const start = table.position?.start.offset ?? 0;
    const end = table.position?.end.offset ?? start;
    const separator = this.originals.source.plain(start, end, around).split("\n")[1] ?? null;
    const node = nodes.table.create({ align: padded, separator }, rows.map((row) => row.node));
    return this.originals.add({ node, start, end, around, children: rows });
  }

  /** A table with a short header, if the paragraph is one; its lines are those of the paragraph. */
  filled(paragraph: Paragraph, around: readonly Container[]): Original | null {
    const { source } = this.originals;
    const start = paragraph.position?.start.offset ?? 0;
    const end = paragraph.position?.end.offset ?? start;
    const found = shortHeader(paragraph, source.plain(start, end, around), this.definitions, this.maths);
    if (!found) return null;
    const apart = new Originals(new Source(found.text));
    const { node } = new TableReader(apart, new InlineReader(apart.source, this.definitions), this.definitions, this.maths).read(found.table, []);
    const lines = source.lines(start, end, around).filter((_line, at) => at !== 1);
    const rows = node.children.map((row, at) => this.originals.add({ node: row, ...(lines[at] ?? { start: end, end }), around, children: [] }));
    return this.originals.add({ node, start, end, around, children: rows });
  }

  private row(row: TableRow, aligns: readonly unknown[], header: boolean, around: readonly Container[]): Original {
    const start = row.position?.start.offset ?? 0;
    const end = row.position?.end.offset ?? start;
    const { lead, cells, tail } = splitRow(this.originals.source.text.slice(start, end), aligns.length);
    const type = header ? nodes.table_header : nodes.table_cell;
    const content = aligns.map((align, at): Node => {
      const inline = row.children[at] ? this.inline.read(row.children[at].children, around) : [];
      return type.create({ align, width: cells[at]?.length ?? null }, inline);
    });
    return this.originals.add({ node: nodes.table_row.create({ lead, tail }, content), start, end, around, children: [] });
  }
}
