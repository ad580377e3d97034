// The marker of a list item: `-`, `*`, `+`, `1.` or `1)`, with the spaces after it that determine where the content
// begins.
import { columnsOf } from "./source";

export interface ListMarker {
  /** The marker with its spaces, as it is written back. */
  text: string;
  /** Columns from the marker to the content. */
  width: number;
  number: number;
}

const MARKER = /^(?:[-+*]|(\d{1,9})[.)])/;
const WIDEST = 4;

/** Read the marker at the beginning of an item's source; the width of tabs depends on the column. */
export function listMarker(source: string, column = 0): ListMarker {
  const found = MARKER.exec(source);
  const sign = found?.[0] ?? "-";
  const blanks = /^[ \t]*/.exec(source.slice(sign.length))?.[0] ?? "";
  const rest = source.slice(sign.length + blanks.length);
  const lead = " ".repeat(column % 4) + sign;
  const gap = columnsOf(lead + blanks) - lead.length;
  const number = Number(found?.[1] ?? 1);
  if (!rest || rest.startsWith("\n") || gap === 0 || gap > WIDEST) return { text: `${sign} `, width: sign.length + 1, number };
  return { text: sign + blanks, width: sign.length + gap, number };
}

/** The sign that separates lists: two adjacent lists with the same sign are one list. */
export function signOf(marker: string): string {
  return /[-+*.)]/.exec(marker)?.[0] ?? "-";
}
