// The editor knows one line end; here the line ends a text had come back, also where it mixes several.

const LINE = /\r\n|\n|\r/g;

export function toNewlines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Give each line of `text` the end it had in `original`; new lines end as most of the lines there do. */
export function withLineEnds(text: string, original: string): string {
  if (!original.includes("\r")) return text;
  const ends = original.match(LINE) ?? [];
  const before = original.split(LINE);
  const lines = text.split("\n");
  const usual = mostFrequent(ends);
  let at = 0;
  return lines
    .map((line, index) => {
      if (index === lines.length - 1) return line;
      const found = before.indexOf(line, at);
      const near = found >= 0 && found - at < 200 ? found : -1;
      if (near >= 0) at = near + 1;
      return line + (near >= 0 ? (ends[near] ?? usual) : usual);
    })
    .join("");
}

function mostFrequent(ends: readonly string[]): string {
  const count = (end: string): number => ends.filter((one) => one === end).length;
  return ["\r\n", "\n", "\r"].sort((one, other) => count(other) - count(one))[0] ?? "\n";
}
