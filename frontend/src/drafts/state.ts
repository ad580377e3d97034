// Says where the text is kept, and only what is true: on the server, in this browser, or nowhere.
import { announce, locale, say } from "../words";
import type { State } from "./keeper";
import type { NotTaken } from "./server";

export function showState(editor: HTMLElement, state: State): void {
  const place = editor.querySelector<HTMLElement>("[data-draft-state]");
  if (!place) return;
  const failed = state.kind === "not_kept";
  const sentence = sentenceOf(state);
  if (failed && place.textContent !== sentence) announce(sentence);
  place.classList.toggle("not-kept", failed);
  place.textContent = sentence;
}

export function timeOf(moment: Date): string {
  return moment.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
}

function sentenceOf(state: State): string {
  if (state.kind === "kept") return say("draft_kept", { time: timeOf(state.at) });
  return say(state.inBrowser ? "draft_in_browser" : "draft_not_kept", { why: reasonOf(state.why) });
}

function reasonOf({ why, reason }: NotTaken): string {
  if (why === "signed_out") return say("signed_out");
  if (why === "full") return say("disk_full");
  return why === "offline" ? say("no_connection") : reason || say("no_connection");
}
