// Which addresses can be saved, and which servers are reached without encryption.

/** Web pages, and files on network paths or drives; not the browser's internal pages or local files. */
export function canBeSaved(address: string | undefined): address is string {
  if (!address || address.length > 2048) return false;
  const url = parse(address);
  if (!url) return false;
  if (url.protocol === "file:") return /^file:\/\/(?!\/|localhost\/)[^/]+\/./.test(address) || /^file:\/\/\/[A-Za-z]:\/./.test(address);
  return ["http:", "https:", "ftp:"].includes(url.protocol);
}

/** The origin of a server that somebody typed; undefined if it is not a valid one. */
export function serverOrigin(typed: string): string | undefined {
  const text = typed.trim();
  const url = parse(text.includes("://") ? text : `https://${text}`);
  return url && ["http:", "https:"].includes(url.protocol) && !url.username ? url.origin : undefined;
}

/** Plain http lets others on the network read along; on this computer itself there is no network. */
export function isOpenToRead(origin: string): boolean {
  const url = new URL(origin);
  return url.protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}

function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
