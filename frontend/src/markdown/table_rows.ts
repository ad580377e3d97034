// One line of a table: its outer bars, and the source of its cells between them.

export interface RowSource {
  /** What precedes the first cell: a bar or nothing. */
  lead: string;
  cells: string[];
  /** What follows the last cell: a bar, nothing, or cells without a column. */
  tail: string;
}

export function splitRow(line: string, columns = Infinity): RowSource {
  const lead = /^[ \t]*\|/.exec(line)?.[0] ?? "";
  const ends = barsOf(line, lead.length);
  const cells: string[] = [];
  let from = lead.length;
  for (const end of ends) {
    if (cells.length === columns) break;
    cells.push(line.slice(from, end));
    from = end + 1;
  }
  if (cells.length < columns && line.slice(from).trim()) {
    cells.push(line.slice(from));
    from = line.length + 1;
  }
  return { lead, cells, tail: from > line.length ? "" : `|${line.slice(from)}`.trimEnd() };
}

export function joinRow({ lead, cells, tail }: RowSource): string {
  return lead + cells.join("|") + tail;
}

/** The line below the header. */
export function separatorFor(aligns: readonly unknown[]): string {
  const marks = aligns.map((align) => (align === "left" ? ":---" : align === "right" ? "---:" : align === "center" ? ":---:" : "---"));
  return `| ${marks.join(" | ")} |`;
}

function barsOf(line: string, from: number): number[] {
  const bars: number[] = [];
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === "|") bars.push(at);
  }
  return bars;
}
