// Tells Markdown from ordinary copied text: one clear sign is enough, punctuation alone is not.

const SIGNS = [
  /^#{1,6} \S/m,
  /^ {0,3}(```|~~~)/m,
  /^ {0,3}[-*+] (\[[ xX]\] )?\S/m,
  /^ {0,3}1[.)] \S/m,
  /^ {0,3}> \S/m,
  /^ {0,3}\|?[^|\n]*\|[^\n]*\n {0,3}\|?(?: *:?-+:? *\|)+ *:?-*:? *$/m,
  /(^|[\s(])(\*\*|__)\S(?:[^\n*_]*\S)?\2/,
  /!?\[[^\]\n]+\]\([^\s()]+(?: "[^"\n]*")?\)/,
  /\[\[[^\][\n]+\]\]/,
  /(^|\s)`[^`\n]+`/,
];

export function looksLikeMarkdown(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}
