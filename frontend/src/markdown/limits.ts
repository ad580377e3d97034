// Texts that would keep the editor busy for long are not opened in it; the bounds are those of kms/markup/limits.py.

const LONGEST = 512 * 1024;
const EMPHASIS_RUNS = 300;
const BRACKETS = 600;
const DEEPEST = 40;

export function isTooMuch(markdown: string): boolean {
  return markdown.length > LONGEST || isTooDeep(markdown) || markdown.split(/\n[ \t]*\n/).some(isTooDense);
}

/** One paragraph of so many signs takes the parser time that grows with their square. */
function isTooDense(paragraph: string): boolean {
  if (paragraph.length < BRACKETS) return false;
  return paragraph.split("\n").some((line) => count(line, /[*]+|_+|~~+/g) > EMPHASIS_RUNS || count(line, /[[\]]/g) > 2 * BRACKETS || count(line, /</g) > BRACKETS * 4);
}

function isTooDeep(markdown: string): boolean {
  return new RegExp(`^(?:[ \\t]*(?:>|[-+*]|\\d{1,9}[.)])(?=[ \\t>]|$)){${DEEPEST},}|^ {${DEEPEST * 4},}[-+*\\d]`, "m").test(markdown);
}

function count(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0;
}
