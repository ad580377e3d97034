// Keeps typed text: in this browser at once, on the server soon after, and repeatedly until the server has confirmed.
import type { Writing } from "../editor/writing";
import { dropCopy, keepCopy } from "./copies";
import { newName, read, readNumber, same, typed, write, type Words } from "./fields";
import { NotTaken, send, sendLast, type Answer } from "./server";

const COPY = 500;
const QUIET = 1500;
const LONGEST = 10_000;
const RETRIES = [2000, 4000, 8000, 15_000, 30_000];
const MOVES = 3;

export type State =
  | { kind: "kept"; at: Date }
  | { kind: "not_kept"; why: NotTaken; inBrowser: boolean };

export class Keeper {
  readonly tab = newName();
  /** The text that the server has, as a draft or as the page. */
  private known: Words;
  private turn = 0;
  private failures = 0;
  private moves = 0;
  private sending = false;
  private timer = 0;
  private copying = 0;
  private waitingSince = 0;
  private ended = false;

  constructor(
    private readonly writing: Writing,
    private readonly address: string,
    private readonly told: (state: State) => void,
    private readonly heard: (answer: Answer) => void,
  ) {
    this.known = typed(writing);
    write(this.form, "tab", this.tab);
  }

  /** Whether there is text that the server does not have. */
  get pending(): boolean {
    return !same(this.known, typed(this.writing));
  }

  /** Whether text would be lost if the page were closed now. */
  get atRisk(): boolean {
    return this.pending && !this.keepHere();
  }

  get person(): string {
    return this.form.dataset["person"] ?? "";
  }

  /** The form's text is not on the server, regardless of what it was opened with. */
  distrust(): void {
    this.known = { title: "", tags: "", summary: "", text: "\u0000" };
    void this.keep();
  }

  /** Called on every keystroke: does no work itself, because reading the whole text would cause noticeable lag. */
  changed(): void {
    if (this.ended) return;
    this.copying ||= window.setTimeout(() => this.copy(), COPY);
    const now = Date.now();
    this.waitingSince ||= now;
    this.after(Math.max(0, Math.min(QUIET, this.waitingSince + LONGEST - now)));
  }

  async keep(): Promise<void> {
    if (this.sending || this.ended) return;
    window.clearTimeout(this.timer);
    this.waitingSince = 0;
    if (!this.pending) return;
    this.sending = true;
    const words = typed(this.writing);
    try {
      this.taken(words, await send(this.address, this.body(words), this.form));
    } catch (fault) {
      this.failed(fault instanceof NotTaken ? fault : new NotTaken("offline"));
    } finally {
      this.sending = false;
    }
  }

  /** The page is being closed: send what is left, or only that this tab is leaving. */
  leave(otherwise: (body: FormData) => void): void {
    const leaving = this.ended || !this.pending;
    const body = leaving ? new FormData() : this.body(typed(this.writing));
    body.set("tab", this.tab);
    body.set("leaving", "1");
    if (leaving) otherwise(body);
    else sendLast(this.address, body);
  }

  /** The form is being submitted: its response counts from now on. */
  end(): void {
    window.clearTimeout(this.copying);
    if (this.pending) this.keepHere();
    write(this.form, "turn", ++this.turn);
    window.clearTimeout(this.timer);
    this.ended = true;
  }

  /** The form is back, for example from the browser's own error page. */
  goOn(): void {
    this.ended = false;
    this.copying = 0;
  }

  private copy(): void {
    this.copying = 0;
    if (this.ended) return;
    if (this.pending) this.keepHere();
    else dropCopy(this.person, read(this.form, "slot"));
  }

  private get form(): HTMLFormElement {
    return this.writing.form;
  }

  private body(words: Words): FormData {
    const body = new FormData(this.form);
    body.delete("csrf_token");
    for (const [name, value] of Object.entries(words) as [string, string][]) body.set(name, value);
    body.set("turn", String(++this.turn));
    body.set("person", this.person);
    return body;
  }

  private taken(words: Words, answer: Answer): void {
    this.known = words;
    this.failures = this.moves = 0;
    write(this.form, "version", answer.version);
    this.told({ kind: "kept", at: new Date(answer.kept_at) });
    this.heard(answer);
    if (this.pending) this.changed();
    else dropCopy(this.person, read(this.form, "slot"));
  }

  private failed(fault: NotTaken): void {
    if (fault.why === "moved" && this.moves++ < MOVES) {
      this.goOnElsewhere();
      return;
    }
    this.told({ kind: "not_kept", why: fault, inBrowser: this.keepHere() });
    this.after(RETRIES[Math.min(this.failures++, RETRIES.length - 1)] ?? 0);
  }

  /** Another window continued this draft: both stay, this one under a new name. */
  private goOnElsewhere(): void {
    dropCopy(this.person, read(this.form, "slot"));
    write(this.form, "slot", newName());
    write(this.form, "version", 0);
    this.keepHere();
    this.after(0);
  }

  private after(milliseconds: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), milliseconds);
  }

  private keepHere(): boolean {
    const { form } = this;
    return keepCopy(this.person, {
      ...typed(this.writing),
      place: form.dataset["place"] ?? "",
      slot: read(form, "slot"),
      version: readNumber(form, "version"),
      base: readNumber(form, "base_revision"),
      at: Date.now(),
    });
  }
}
