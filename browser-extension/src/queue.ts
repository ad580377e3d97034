// Items waiting to be sent for one person at one server, each under its own storage key, so that writers never
// overwrite each other's items. Whoever connects as somebody else neither sees nor sends them.
import { type Api, type Bookmark, type Draft, Refused } from "./api";

export interface Item {
  /** The address the form was opened for; the bookmark's address may have been edited in the form. */
  address: string;
  bookmark: Draft;
  /** What the person typed or chose. */
  changed: (keyof Draft)[];
  /** Whether the form knew the saved bookmark; if not, the tags are added to the existing ones. */
  seen: boolean;
  /** Whether the person had no bookmark of their own, so that the first attempt need not look for it. */
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

  /**
   * Send everything that is waiting; popup and background never do so at the same time. Stops if the server is
   * unreachable.
   */
  async flush(): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
      for (const { address } of await this.list()) {
        const item = await this.find(address);
        if (item && !item.fault && !(await this.deliver(item))) return;
      }
    });
  }

  /** Send what was just saved. Throws the server's message. */
  async sendNow(item: Item): Promise<Bookmark> {
    return await navigator.locks.request(LOCK, () => this.send(item));
  }

  /** Whether to continue with the next one. */
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

  /**
   * A second attempt finds what the first one created, even if its response was lost, and then changes only what was
   * typed.
   */
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
