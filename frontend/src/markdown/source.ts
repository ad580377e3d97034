// Divides a Markdown text by lines: which part of a line belongs to the lists and quotes around a block, and which to
// the block.

/** A list item (its content is indented by `width` columns) or a quote around a block. */
export type Container = { kind: "quote" } | { kind: "item"; width: number };

const TAB = 4;
const QUOTE = /^[ \t]{0,3}>/;

export class Source {
  private readonly starts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  /** The start of the line that contains the offset. */
  lineStart(offset: number): number {
    return this.starts[this.lineNumber(offset)] ?? 0;
  }

  lineNumber(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The column of an offset, with tabs expanded. */
  column(offset: number): number {
    return columnsOf(this.text.slice(this.lineStart(offset), offset));
  }

  /** The prefix of each further line of the block: the indentation and `>` of its containers. */
  prefixes(start: number, end: number, around: readonly Container[]): string[] {
    const [, ...lines] = this.text.slice(start, end).split("\n");
    return lines.map((line) => line.slice(0, prefixLength(line, around)));
  }

  /** The start and end of each line of a block, without the containers around it and surrounding whitespace. */
  lines(start: number, end: number, around: readonly Container[]): { start: number; end: number }[] {
    let from = start;
    return this.text.slice(start, end).split("\n").map((line, at) => {
      const inside = at ? prefixLength(line, around) : 0;
      const blanks = /^[ \t]*/.exec(line.slice(inside))?.[0].length ?? 0;
      const place = { start: from + inside + blanks, end: from + line.trimEnd().length };
      from += line.length + 1;
      return place;
    });
  }

  /** A block's own text, without the container prefixes on its further lines. */
  plain(start: number, end: number, around: readonly Container[]): string {
    const text = this.text.slice(start, end);
    if (!around.length || !text.includes("\n")) return text;
    const [first, ...lines] = text.split("\n");
    return [first, ...lines.map((line) => line.slice(prefixLength(line, around)))].join("\n");
  }
}

export function columnsOf(text: string): number {
  let column = 0;
  for (const character of text) column += character === "\t" ? TAB - (column % TAB) : 1;
  return column;
}

/** How many characters of a line belong to the containers; a lazy continuation line lacks some of them. */
export function prefixLength(line: string, around: readonly Container[]): number {
  let at = 0;
  for (const container of around) {
    if (container.kind === "item") at = skipColumns(line, at, container.width);
    else {
      const mark = QUOTE.exec(line.slice(at));
      if (!mark) return at;
      at += mark[0].length;
      if (line[at] === " " || line[at] === "\t") at += 1;
    }
  }
  return at;
}

function skipColumns(line: string, at: number, width: number): number {
  const from = columnsOf(line.slice(0, at));
  let column = from;
  while (column - from < width && (line[at] === " " || line[at] === "\t")) {
    column += line[at] === "\t" ? TAB - (column % TAB) : 1;
    at += 1;
  }
  return at;
}

/** Add the prefix the containers require to every further line of a block; blank lines get no trailing spaces. */
export function indent(text: string, prefix: string): string {
  if (!prefix) return text;
  return text
    .split("\n")
    .map((line, at) => (at === 0 ? line : line ? prefix + line : prefix.trimEnd()))
    .join("\n");
}
