// What waits to be sent: one item an address, each under a storage key of its own, so that writers never overwrite others.
import { type Api, Away, type Bookmark, type Draft, Refused } from "./api";

export interface Item {
  /** The address the form was opened for; the bookmark's own may have been changed in the form. */
  address: string;
  bookmark: Draft;
  /** What the person typed or chose. */
  changed: (keyof Draft)[];
  /** The person's bookmark as the form showed it: null where there was none, missing where the server was away. */
  own?: { id: number } | null;
  /** The server whose bookmark this is; it is sent nowhere else. */
  origin: string;
  tried: boolean;
  /** Why the server refused it. */
  fault?: string;
}

const PREFIX = "queue:";

export async function put(item: Item): Promise<void> {
  await chrome.storage.local.set({ [PREFIX + item.address]: item });
}

export async function remove(address: string): Promise<void> {
  await chrome.storage.local.remove(PREFIX + address);
}

export async function list(origin?: string): Promise<Item[]> {
  const all = await chrome.storage.local.get(null);
  const items = Object.entries(all).filter(([key]) => key.startsWith(PREFIX)).map(([, item]) => item as Item);
  return items.filter((item) => origin === undefined || item.origin === origin);
}

export async function find(address: string, origin: string): Promise<Item | undefined> {
  const item = (await chrome.storage.local.get(PREFIX + address))[PREFIX + address] as Item | undefined;
  return item?.origin === origin ? item : undefined;
}

/** Send all that waits for this server; popup and background never do so at the same time. Stops where the server is away. */
export async function flush(api: Api, origin: string, userName: string): Promise<void> {
  await navigator.locks.request("kms-queue", async () => {
    for (const { address } of await list(origin)) {
      const item = await find(address, origin);
      if (item && !item.fault && !(await deliver(api, item, userName))) return;
    }
  });
}

/** Send one item now, under the same lock. Throws what the server said. */
export async function sendNow(api: Api, item: Item, userName: string): Promise<Bookmark> {
  return await navigator.locks.request("kms-queue", () => send(api, item, userName));
}

/** Whether the queue may go on. */
async function deliver(api: Api, item: Item, userName: string): Promise<boolean> {
  try {
    await put({ ...item, tried: true });
    await send(api, item, userName);
    await remove(item.address);
    return true;
  } catch (fault) {
    if (fault instanceof Away || !(fault instanceof Refused)) return false;
    if (fault.status === 401) return false;
    await put({ ...item, tried: true, fault: fault.message });
    return true;
  }
}

/** A second sending finds what the first one made, even when its answer was lost, and then changes only what was typed. */
async function send(api: Api, item: Item, userName: string): Promise<Bookmark> {
  if (item.own === null && !item.tried) return api.put(item.bookmark);
  const own = (await api.find(item.address)).find((bookmark) => bookmark.owner === userName);
  if (!own) return api.put(item.bookmark);
  const changes = pick(item.bookmark, item.changed);
  if (changes.tags && item.own === undefined) changes.tags = [...new Set([...own.tags, ...changes.tags])];
  return Object.keys(changes).length ? api.patch(own.id, changes) : own;
}

export function pick(draft: Draft, names: (keyof Draft)[]): Partial<Draft> {
  return Object.fromEntries(names.map((name) => [name, draft[name]])) as Partial<Draft>;
}
