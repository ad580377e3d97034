// Which characters get a backslash: none, those that would begin a block, those of one kind, or all special ones.

export type Escape = (text: string, startsLine: boolean) => string;

const SPECIALS = /[\\`*_[\]<>~&|$]/g;
const STARTS = /^(\s*)(?:(#{1,6})(?=\s|$)|([-+*=])(?=[\s\-=*]|$)|(>|:|~)|(\d{1,9})(?=[.)](?:\s|$)))/;
const ADDRESSES = /(https?|ftp)(?=:)|(www)(?=\.)/gi;

export const escapeNothing: Escape = (text) => text;

export const escapeStarts: Escape = (text, startsLine) => (startsLine ? start(text) : text);

export const escapeAll: Escape = (text, startsLine) => {
  const escaped = text.replace(SPECIALS, "\\$&").replace(ADDRESSES, "$&\\").replace(/(?:#+|!)$/, "\\$&");
  return startsLine ? start(escaped) : escaped;
};

/** One variant per special character in a text, so that only the necessary ones are escaped. */
export function escapesFor(text: string): Escape[] {
  const found = [...new Set(text.match(SPECIALS))];
  const single = found.map((sign): Escape => (part, startsLine) => escapeStarts(part.replaceAll(sign, `\\${sign}`), startsLine));
  const ending: Escape = (part) => part.replace(/(?:#+|!)$/, "\\$&");
  const addresses: Escape = (part) => part.replace(ADDRESSES, "$&\\");
  return [escapeNothing, escapeStarts, ...single.slice(0, 8), ...(/[#!]/.test(text) ? [ending] : []), ...(/:|www/i.test(text) ? [addresses] : []), escapeAll];
}

function start(text: string): string {
  return text.replace(STARTS, (_all, blanks: string, hashes?: string, bullet?: string, sign?: string, digits?: string) =>
    digits === undefined ? `${blanks}\\${hashes ?? bullet ?? sign ?? ""}` : `${blanks}${digits}\\`,
  );
}
