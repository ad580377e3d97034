// Copies of drafts in this browser: kept while the server does not have the text, removed as soon as it does.
import type { Words } from "./fields";

const PREFIX = "kms-draft:";
const DAYS_KEPT = 30;
const SAVED = "kms_saved";

export interface Copy extends Words {
  /** The page, or the place of a new one, as named by the form. */
  place: string;
  slot: string;
  version: number;
  base: number;
  at: number;
}

/** Whether there was space to store it. */
export function keepCopy(person: string, copy: Copy): boolean {
  return put(key(person, copy.slot), copy);
}

export function dropCopy(person: string, slot: string): void {
  try {
    localStorage.removeItem(key(person, slot));
  } catch {
    return;
  }
}

/** The person's copies for this page or place, newest first. */
export function copiesOf(person: string, place: string): Copy[] {
  const own = keys().filter((name) => name.startsWith(`${PREFIX}${person}:`));
  const found = own.map((name) => readCopy(name)).filter((copy): copy is Copy => copy?.place === place);
  return found.sort((one, other) => other.at - one.at);
}

/** The choices made where a draft conflicts with the saved page; deleted together with the draft's own copy. */
export interface ClashCopy {
  /** Which conflicts, and on top of which revision. */
  places: string;
  fields: [string, string][];
  at: number;
}

/** Whether there was space to store it. */
export function keepClash(person: string, slot: string, copy: ClashCopy): boolean {
  return put(key(person, `clash:${slot}`), copy);
}

export function keptClash(person: string, slot: string): ClashCopy | null {
  return readCopy<ClashCopy>(key(person, `clash:${slot}`));
}

/** On every page: remove copies that have been saved (as the server reports) and those that are too old. */
export function settleCopies(): void {
  const slot = new RegExp(`(?:^|; )${SAVED}=([\\w-]+)`).exec(document.cookie)?.[1];
  if (slot) document.cookie = `${SAVED}=; Max-Age=0; Path=/; SameSite=Lax`;
  const oldest = Date.now() - DAYS_KEPT * 86_400_000;
  for (const name of keys()) {
    if ((slot && name.endsWith(`:${slot}`)) || (readCopy(name)?.at ?? 0) < oldest) localStorage.removeItem(name);
  }
}

/** On a shared computer no typed text stays behind after signing out. */
export function forgetDraftsAtSignOut(): void {
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => keys().forEach((name) => localStorage.removeItem(name)));
}

function key(person: string, slot: string): string {
  return `${PREFIX}${person}:${slot}`;
}

function keys(): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function put(name: string, copy: Copy | ClashCopy): boolean {
  try {
    localStorage.setItem(name, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

function readCopy<Kind extends Copy | ClashCopy = Copy>(name: string): Kind | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as Kind | null;
  } catch {
    return null;
  }
}
