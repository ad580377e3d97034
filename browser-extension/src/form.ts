// The form: title, tags, visible to, save; "More" shows address and description.
import { type Api, type Bookmark, type Draft, type Me, Refused } from "./api";
import { chosenIn, offer, proposal, same } from "./audience";
import { button, part, show, tell } from "./dom";
import { startMore } from "./more";
import { type Item, pick, type Queue } from "./queue";
import type { Source } from "./source";
import { keep, read } from "./storage";
import { TagField } from "./tagfield";
import { showWaiting } from "./waiting";
import { say } from "./words";

const SEEN = 1100;
const LOOKUP_PATIENCE = 3000;
const NAMES = ["url", "title", "description", "tags", "access"] as const;

export class Form {
  private readonly tags: TagField;
  private shown: Draft;
  private own: Bookmark | null | undefined;
  private earlier: (keyof Draft)[] = [];
  private lookup: Promise<void> = Promise.resolve();
  private busy = false;

  constructor(
    private readonly api: Api,
    private readonly queue: Queue,
    private me: Me,
    private readonly source: Source,
    private readonly refuse: (fault: Refused) => void,
  ) {
    this.tags = new TagField(part("tag"), part("chips"), (beginning) => api.tags(beginning, 20), () => tell(""));
    this.shown = { url: source.url, title: source.title, description: source.description, tags: [], access: me.default_access };
    part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    part("delete").addEventListener("click", () => void this.delete());
  }

  async start(): Promise<void> {
    this.shown.access = proposal(await read("lastAccess"), this.me.groups, this.me.default_access);
    this.tags.learn((await read("tags")) ?? []);
    this.fill(this.shown);
    const waiting = await this.queue.find(this.source.url);
    if (waiting) this.fillWaiting(waiting);
    show("form");
    part("heading").textContent = say("newBookmark");
    await startMore();
    part("tag").focus();
    this.lookup = this.askServer();
    await this.lookup;
  }

  private async askServer(): Promise<void> {
    try {
      const found = await this.api.find(this.source.url);
      this.showFound(found);
      this.me = await this.api.me();
      await keep("me", this.me);
      offer(part("access"), this.me.groups, this.values().access);
      const names = await this.api.tags("");
      this.tags.learn(names);
      await keep("tags", names);
    } catch (fault) {
      if (fault instanceof Refused && fault.status === 401) this.refuse(fault);
      else if (this.own === undefined) tell(say("away"), "warning");
    }
  }

  /** The saved values, for fields that have not been edited in the meantime. */
  private showFound(found: Bookmark[]): void {
    const own = found.find((bookmark) => bookmark.owner === this.me.user_name) ?? null;
    this.own = own;
    this.showOthers(found, own);
    if (!own) return;
    const touched = this.changes();
    const now = this.values();
    this.shown = pick(own, [...NAMES]) as Draft;
    this.fill({ ...this.shown, ...pick(now, touched) });
    part("heading").textContent = say("savedBookmark");
    part("save").textContent = say("saveChanges");
    part("delete").hidden = false;
  }

  private showOthers(found: Bookmark[], own: Bookmark | null): void {
    const names = [...(found[0]?.saved_by ?? [])];
    if (own && names.includes(this.me.name)) names.splice(names.indexOf(this.me.name), 1);
    this.tags.learn(found.flatMap((bookmark) => bookmark.tags));
    part("also").hidden = !found.length;
    part("also").textContent = say(!own ? "savedBy" : names.length ? "savedAlsoBy" : "savedAlready", [names.join(", ")]);
  }

  private fillWaiting(item: Item): void {
    this.earlier = item.changed;
    this.fill(item.bookmark);
    tell(say("stillWaiting"), "warning");
  }

  private fill(draft: Draft): void {
    part<HTMLInputElement>("title").value = draft.title;
    part<HTMLInputElement>("url").value = draft.url;
    part<HTMLTextAreaElement>("description").value = draft.description;
    this.tags.values = draft.tags;
    offer(part("access"), this.me.groups, draft.access);
  }

  private values(): Draft {
    return {
      url: part<HTMLInputElement>("url").value.trim(),
      title: part<HTMLInputElement>("title").value.trim(),
      description: part<HTMLTextAreaElement>("description").value.trim(),
      tags: this.tags.values,
      access: chosenIn(part("access")),
    };
  }

  private changes(): (keyof Draft)[] {
    const now = this.values();
    return NAMES.filter((name) => this.earlier.includes(name) || !equal(now, this.shown, name));
  }

  private async save(): Promise<void> {
    if (this.busy) return;
    this.setBusy(true);
    await Promise.race([this.lookup, new Promise((resolve) => setTimeout(resolve, LOOKUP_PATIENCE))]);
    const item: Item = {
      address: this.source.url,
      bookmark: this.values(),
      changed: this.changes(),
      seen: this.own !== undefined,
      fresh: this.own === null,
    };
    if (!this.own) await keep("lastAccess", item.bookmark.access);
    await this.send(item);
    this.setBusy(false);
  }

  /** Stored first, then sent: closing the popup or a lost response loses nothing. Private windows store nothing. */
  private async send(item: Item): Promise<void> {
    if (!this.source.incognito) await this.queue.put(item);
    try {
      await this.queue.sendNow(item);
      await this.queue.remove(item.address);
      this.finish();
    } catch (fault) {
      await this.explain(fault, item);
    }
    await showWaiting(this.queue);
  }

  private async explain(fault: unknown, item: Item): Promise<void> {
    if (fault instanceof Refused && fault.status === 401) return this.refuse(fault);
    if (fault instanceof Refused) {
      await this.queue.remove(item.address);
      return tell(fault.message, "danger");
    }
    if (this.source.incognito) return tell(say("notKept"), "danger");
    tell(say("queued"), "warning");
  }

  private finish(): void {
    tell(say("saved"), "success");
    show(null);
    setTimeout(() => window.close(), SEEN);
  }

  private async delete(): Promise<void> {
    if (this.busy || !this.own) return;
    this.setBusy(true);
    const gone = this.own;
    try {
      await this.api.delete(gone.id);
      await this.queue.remove(this.source.url);
      show(null);
      tell(say("deleted"), "plain", button("text-button", say("undo"), () => void this.restore(gone)));
    } catch (fault) {
      tell(fault instanceof Refused ? fault.message : say("away"), "danger");
    }
    this.setBusy(false);
  }

  private async restore(gone: Bookmark): Promise<void> {
    await this.send({ address: gone.url, bookmark: this.shown, changed: [], seen: true, fresh: true });
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    part<HTMLButtonElement>("save").setAttribute("aria-disabled", String(busy));
  }
}

function equal(one: Draft, other: Draft, name: keyof Draft): boolean {
  if (name === "tags") return JSON.stringify(one.tags) === JSON.stringify(other.tags);
  if (name === "access") return same(one.access, other.access);
  return one[name] === other[name];
}
