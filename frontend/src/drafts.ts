// Keeps unsaved text on the server and in this browser, says which is the case, and warns if neither worked.
import { wroteAlready } from "./drafts/fields";
import { Keeper } from "./drafts/keeper";
import { startOffer } from "./drafts/offer";
import { Presence } from "./drafts/presence";
import { showState } from "./drafts/state";
import type { Writing } from "./editor/writing";

/** The server cannot have what was typed into the plain field before. */
export function startDraft(editor: HTMLElement, writing: Writing): void {
  const { form } = writing;
  const address = form.dataset["drafts"];
  if (!address) return;
  const keeper = new Keeper(writing, address, (state) => showState(editor, state), (answer) => presence.heard(answer));
  const presence = new Presence(form, keeper.tab);
  const kept = form.dataset["kept"];
  if (kept) showState(editor, { kind: "kept", at: new Date(kept) });
  startOffer(editor, writing);
  writing.onChange(() => keeper.changed());
  form.addEventListener("input", () => keeper.changed());
  window.addEventListener("online", () => void keeper.keep());
  startLeaving(form, keeper, presence);
  presence.start();
  if (wroteAlready(form) || form.dataset["unkept"] !== undefined) keeper.distrust();
}

function startLeaving(form: HTMLFormElement, keeper: Keeper, presence: Presence): void {
  let submitted = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    submitted = true;
    keeper.end();
  });
  window.addEventListener("pageshow", () => {
    submitted = false;
    keeper.goOn();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!submitted && keeper.atRisk) event.preventDefault();
  });
  window.addEventListener("pagehide", () => keeper.leave((body) => presence.leave(body)));
}
