// Tells the server that this tab is editing, and tells the person who else is and whether the page has changed.
import { say } from "../words";
import { readNumber } from "./fields";
import { send, sendLast, type Answer, type Standing } from "./server";
import { timeOf } from "./state";

const EVERY = 15_000;

export class Presence {
  private last = 0;
  private readonly address: string;

  constructor(private readonly form: HTMLFormElement, private readonly tab: string) {
    this.address = form.dataset["editing"] ?? "";
  }

  start(): void {
    if (!this.address) return;
    window.setInterval(() => this.beatIfDue(), EVERY / 3);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.beat();
    });
    void this.beat();
  }

  /** The server has heard from this tab and responded. */
  heard({ page }: Answer): void {
    this.last = Date.now();
    if (page) this.show(page);
  }

  leave(body: FormData): void {
    if (this.address) sendLast(this.address, body);
  }

  private beatIfDue(): void {
    if (Date.now() - this.last >= EVERY) void this.beat();
  }

  private async beat(): Promise<void> {
    this.last = Date.now();
    const body = new FormData();
    body.set("tab", this.tab);
    try {
      this.heard(await send(this.address, body, this.form));
    } catch {
      return; // keeping the draft already reports problems; presence need not report them a second time
    }
  }

  private show(page: Standing): void {
    line("[data-presence]", page.editors.length ? say("editors", { names: page.editors.join(", ") }) : "");
    if (page.revision > readNumber(this.form, "base_revision")) {
      line("[data-moved]", say("page_moved", { name: page.by ?? say("somebody"), time: timeOf(new Date(page.at)) }));
    }
  }
}

function line(place: string, sentence: string): void {
  const element = document.querySelector<HTMLElement>(place);
  if (!element || (element.textContent === sentence && element.hidden === !sentence)) return;
  element.textContent = sentence;
  element.hidden = !sentence;
}
