// The screen that connects this browser: to the server in the current tab, or with address and key typed by hand.
import { Refused } from "./api";
import { isOpenToRead, serverOrigin } from "./addresses";
import { part, show, tell } from "./dom";
import { begin, tryKey } from "./pairing";
import type { Source } from "./source";
import { say } from "./words";

export function showConnect(source: Source, connected: () => void): void {
  show("connect");
  part("heading").textContent = say("connectHeading");
  const origin = source.page?.isKms ? source.page.origin : undefined;
  part("connect-words").textContent = origin ? say("connectHere", [new URL(origin).host]) : say("connectHow");
  if (origin && source.tabId !== undefined) offer(origin, source.tabId);
  part("by-hand").addEventListener("submit", (event) => {
    event.preventDefault();
    void byHand(connected);
  });
  part("server").addEventListener("input", () => warnAboutHttp());
}

function offer(origin: string, tabId: number): void {
  const press = part<HTMLButtonElement>("connect-button");
  const accepted = part<HTMLInputElement>("connect-anyway");
  press.hidden = false;
  press.textContent = say("connectWith", [new URL(origin).host]);
  part("connect-warning").hidden = !isOpenToRead(origin);
  press.addEventListener("click", () => {
    if (isOpenToRead(origin) && !accepted.checked) return remind(accepted);
    void begin(origin, tabId).then(() => chrome.runtime.sendMessage("paired?")).then(() => window.close());
  });
  press.focus();
}

async function byHand(connected: () => void): Promise<void> {
  const origin = serverOrigin(part<HTMLInputElement>("server").value);
  const key = part<HTMLInputElement>("key").value.trim();
  const accepted = part<HTMLInputElement>("by-hand-anyway");
  if (!origin) return tell(say("noAddress"), "danger");
  if (isOpenToRead(origin) && !accepted.checked) return remind(accepted);
  try {
    await tryKey(origin, key);
    connected();
  } catch (fault) {
    tell(fault instanceof Refused ? say("wrongKey") : say("noAnswer", [new URL(origin).host]), "danger");
  }
}

function warnAboutHttp(): void {
  const origin = serverOrigin(part<HTMLInputElement>("server").value);
  part("by-hand-warning").hidden = !origin || !isOpenToRead(origin);
}

function remind(box: HTMLInputElement): void {
  tell(say("httpFirst"), "warning");
  box.focus();
}
