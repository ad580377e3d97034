// GitHub's callouts: a quote whose first line is `[!NOTE]`, in any case, like kms/markup/parser.py.
import type { Blockquote, Paragraph } from "mdast";

const CALL = /^\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i;

export interface Callout {
  kind: string;
  callWords: string;
  /** The blocks of the quote without the first line. */
  children: Blockquote["children"];
}

/** `sourceOf` returns a paragraph's own text, `secondLine` the start of its second line. */
export function calloutOf(quote: Blockquote, sourceOf: (paragraph: Paragraph) => string, secondLine: (paragraph: Paragraph) => number): Callout | null {
  const [first, ...others] = quote.children;
  if (first?.type !== "paragraph") return null;
  const call = CALL.exec(sourceOf(first));
  if (!call?.[1]) return null;
  const rest = behindFirstLine(first, secondLine);
  return { kind: call[1].toLowerCase(), callWords: call[0].trim(), children: rest ? [rest, ...others] : others };
}

function behindFirstLine(paragraph: Paragraph, secondLine: (paragraph: Paragraph) => number): Paragraph | null {
  const [first, second, ...more] = paragraph.children;
  const { position } = paragraph;
  if (first?.type !== "text" || !position) return null;
  const cut = first.value.indexOf("\n");
  const children = cut < 0 ? more : [{ ...first, value: first.value.slice(cut + 1) }, ...(second ? [second] : []), ...more];
  if (!children.length) return null;
  return { ...paragraph, children, position: { ...position, start: { ...position.start, offset: secondLine(paragraph) } } };
}
