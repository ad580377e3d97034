// Texts that would block the editor for seconds are not opened in it; they are edited as source.
//
// The parser's time grows with the square of what is counted here; pages written by people stay far below.

/** A longer text cannot be a page (kms/markup/limits.py). */
export const LONGEST = 512 * 1024;

const DEEPEST = 40;

const MOST: readonly { signs: RegExp; most: number }[] = [
  { signs: /\n/g, most: 30_000 },
  { signs: /^[^\n|]*\|/gm, most: 6_000 },
  { signs: /^[ \t>]*(?:[-+*]|\d{1,9}[.)])(?=\s)/gm, most: 6_000 },
  { signs: /^ {0,3}\[[^\]\n]+\]:/gm, most: 3_000 },
  { signs: /^ {0,3}\[\^[^\]\n]+\]:/gm, most: 1_000 },
];

const MOST_IN_A_LINE: readonly { signs: RegExp; most: number }[] = [
  { signs: /[*]+|_+|~~+/g, most: 300 },
  { signs: /[[\]]/g, most: 8_000 },
  { signs: /[<&$]/g, most: 2_400 },
];

const LONG_RUN = 300;
const RUN = new RegExp(`([*_~])\\1{${LONG_RUN}}`);

export function isTooMuch(markdown: string): boolean {
  return (
    markdown.length > LONGEST ||
    MOST.some(({ signs, most }) => count(markdown, signs) > most) ||
    isTooDeep(markdown) ||
    markdown.split("\n").some(isTooDense)
  );
}

function isTooDense(line: string): boolean {
  return line.length > LONG_RUN && (RUN.test(line) || MOST_IN_A_LINE.some(({ signs, most }) => count(line, signs) > most));
}

function isTooDeep(markdown: string): boolean {
  return new RegExp(`^(?:[ \\t]*(?:>|[-+*]|\\d{1,9}[.)])(?=[ \\t>]|$)){${DEEPEST},}|^ {${DEEPEST * 4},}[-+*\\d]`, "m").test(markdown);
}

function count(text: string, signs: RegExp): number {
  return text.match(signs)?.length ?? 0;
}
