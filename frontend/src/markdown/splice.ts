// Applies a change to the source in its author's own spelling, word by word.

/**
 * `before` and `after` are what we would have written ourselves, without and with the change. Pieces (words or lines)
 * that are equal in both keep their form from `source`; null if the pieces of the source differ from those of `before`.
 */
export function splice(source: string, before: string, after: string, between = WORDS): string | null {
  if (source === before) return after;
  const end = /\s*$/.exec(source)?.[0] ?? "";
  const kept = source.slice(0, source.length - end.length).split(between);
  const old = before.split(between);
  const fresh = after.split(between);
  if (kept.length !== old.length) return null;
  const shorter = Math.min(old.length, fresh.length);
  let front = 0;
  while (front < shorter && old[front] === fresh[front]) front += 1;
  let back = 0;
  while (back < shorter - front && old.at(-1 - back) === fresh.at(-1 - back)) back += 1;
  return [...kept.slice(0, front), ...fresh.slice(front, fresh.length - back), ...kept.slice(kept.length - back)].join("") + end;
}

const WORDS = /(\s+)/;
export const LINES = /(\n)/;
