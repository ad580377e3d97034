// The editor knows only one line ending; this restores the original line endings of a text, even if it mixes several.

const LINE = /\r\n|\n|\r/g;
const NEAR = 200;

export function toNewlines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Give each line of `text` the ending it had in `original`; new lines get the most frequent ending. */
export function withLineEnds(text: string, original: string): string {
  if (!original.includes("\r")) return text;
  const ends = original.match(LINE) ?? [];
  const before = original.split(LINE);
  const usual = mostFrequent(ends);
  const lines = text.split("\n");
  const back = sharedAtEnd(lines, before);
  let next = 0;
  return lines
    .map((line, at) => {
      if (at === lines.length - 1) return line;
      const place = at >= lines.length - back ? before.length - (lines.length - at) : placeOf(line, before, next);
      if (place >= 0) next = place + 1;
      else if (lines.length === before.length) next += 1;
      return line + ((place >= 0 ? ends[place] : lines.length === before.length ? ends[at] : usual) ?? usual);
    })
    .join("");
}

function sharedAtEnd(lines: readonly string[], before: readonly string[]): number {
  const most = Math.min(lines.length, before.length);
  let back = 0;
  while (back < most && lines.at(-1 - back) === before.at(-1 - back)) back += 1;
  return back;
}

/** The index of the same line shortly after the last match; -1 if there is none. */
function placeOf(line: string, before: readonly string[], from: number): number {
  const near = before.slice(from, from + NEAR).indexOf(line);
  return near < 0 ? -1 : from + near;
}

function mostFrequent(ends: readonly string[]): string {
  const count = (end: string): number => ends.filter((one) => one === end).length;
  return ["\r\n", "\n", "\r"].sort((one, other) => count(other) - count(one))[0] ?? "\n";
}
