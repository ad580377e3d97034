// What waits to be sent for one person at one server, each item under a storage key of its own, so that writers never
// overwrite others' items. Whoever connects as somebody else neither sees nor sends them.
import { type Api, type Bookmark, type Draft, Refused } from "./api";

export interface Item {
  /** The address the form was opened for; the bookmark's own may have been changed in the form. */
  address: string;
  bookmark: Draft;
  /** What the person typed or chose. */
  changed: (keyof Draft)[];
  /** Whether the form knew what was saved already; if not, the tags are added to those that are there. */
  seen: boolean;
  /** Whether there was no bookmark of the person's own, so that a first sending need not look for it. */
  fresh: boolean;
  /** Why the server refused it. */
  fault?: string;
}

const LOCK = "kms-queue";

export class Queue {
  private readonly prefix: string;

  constructor(
    private readonly api: Api,
    origin: string,
    private readonly userName: string,
  ) {
    this.prefix = `queue ${origin} ${userName} `;
  }

  async put(item: Item): Promise<void> {
    await chrome.storage.local.set({ [this.prefix + item.address]: item });
  }

  async remove(address: string): Promise<void> {
    await chrome.storage.local.remove(this.prefix + address);
  }

  async list(): Promise<Item[]> {
    const all = Object.entries(await chrome.storage.local.get(null));
    return all.filter(([key]) => key.startsWith(this.prefix)).map(([, item]) => item as Item);
  }

  async find(address: string): Promise<Item | undefined> {
    return (await chrome.storage.local.get(this.prefix + address))[this.prefix + address] as Item | undefined;
  }

  /** Send all that waits; popup and background never do so at the same time. Stops where the server is away. */
  async flush(): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
      for (const { address } of await this.list()) {
        const item = await this.find(address);
        if (item && !item.fault && !(await this.deliver(item))) return;
      }
    });
  }

  /** Send what was just saved. Throws what the server said. */
  async sendNow(item: Item): Promise<Bookmark> {
    return await navigator.locks.request(LOCK, () => this.send(item));
  }

  /** Whether the next one may follow. */
  private async deliver(item: Item): Promise<boolean> {
    try {
      await this.send({ ...item, fresh: false });
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.status === 401) return false;
      await this.put({ ...item, fault: fault.message });
      return true;
    }
    await this.remove(item.address);
    return true;
  }

  /** A second sending finds what the first one made, even when its answer was lost, and then changes only what was typed. */
  private async send(item: Item): Promise<Bookmark> {
    if (item.fresh) return this.api.put(item.bookmark);
    const own = (await this.api.find(item.address)).find((bookmark) => bookmark.owner === this.userName);
    if (!own) return this.api.put(item.bookmark);
    const changes = pick(item.bookmark, item.changed);
    if (changes.tags && !item.seen) changes.tags = [...new Set([...own.tags, ...changes.tags])];
    return Object.keys(changes).length ? this.api.patch(own.id, changes) : own;
  }
}

export function pick(draft: Draft, names: (keyof Draft)[]): Partial<Draft> {
  return Object.fromEntries(names.map((name) => [name, draft[name]])) as Partial<Draft>;
}
