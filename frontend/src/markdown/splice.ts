// Puts a change into the source as its writer wrote it, word by word.

/**
 * `before` and `after` are what we would have written ourselves, without and with the change. Words that are equal in
 * both keep the form they have in `source`; null where the source has other words than `before`.
 */
export function splice(source: string, before: string, after: string): string | null {
  if (source === before) return after;
  const kept = source.split(/(\s+)/);
  const old = before.split(/(\s+)/);
  const fresh = after.split(/(\s+)/);
  if (kept.length !== old.length) return null;
  const shorter = Math.min(old.length, fresh.length);
  let front = 0;
  while (front < shorter && old[front] === fresh[front]) front += 1;
  let back = 0;
  while (back < shorter - front && old.at(-1 - back) === fresh.at(-1 - back)) back += 1;
  return [...kept.slice(0, front), ...fresh.slice(front, fresh.length - back), ...kept.slice(kept.length - back)].join("");
}
