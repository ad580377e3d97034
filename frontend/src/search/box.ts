// Results while typing, below a search field; before anything is typed, one's own recent searches. The server sends the
// results as a fragment of options in groups.
import { Combobox } from "../listbox";
import { getText, withQuery } from "../request";
import { whenQuiet } from "../timing";
import { say } from "../words";
import { forgetSearch, recentOptions } from "./recent";

const PAUSE = 120;

export function startSearch(): void {
  document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(complete);
}

function complete(input: HTMLInputElement): void {
  const address = input.dataset["suggest"] ?? "";
  const person = input.dataset["person"] ?? "";
  const suggest = (): void => void box.suggest(input.value.trim());
  const box = new Combobox(
    input,
    {
      fill: (typed, list, signal) => (typed ? fill(address, typed, list, signal) : showRecent(person, list)),
      choose: open,
      onArrow: () => (suggest(), true),
      remove: (option) => {
        if (option.dataset["recent"] === undefined) return;
        forgetSearch(person, option.dataset["recent"]);
        suggest();
      },
    },
    say("suggestions"),
  );
  const later = whenQuiet(PAUSE, suggest);
  input.addEventListener("input", () => (input.value.trim() ? later() : suggest()));
  input.addEventListener("pointerup", () => input.value || suggest());
  input.addEventListener("focus", () => input.value || input.autofocus || suggest());
  input.form?.addEventListener("click", (event) => forgetPressed(event, person, suggest));
}

async function fill(address: string, typed: string, list: HTMLElement, signal: AbortSignal): Promise<void> {
  const fragment = await getText(withQuery(address, "q", typed), signal);
  if (!signal.aborted) list.innerHTML = fragment;
}

async function showRecent(person: string, list: HTMLElement): Promise<void> {
  list.replaceChildren(...recentOptions(person));
}

/** The × at the end of a recent search; the keyboard has the Delete key for it. */
function forgetPressed(event: Event, person: string, suggest: () => void): void {
  const cross = (event.target as Element).closest("[data-forget]");
  const option = cross?.closest<HTMLElement>("[data-recent]");
  if (!option) return;
  event.preventDefault();
  forgetSearch(person, option.dataset["recent"] ?? "");
  suggest();
}

function open(option: HTMLElement): void {
  const link = option instanceof HTMLAnchorElement ? option : option.querySelector("a");
  if (link) location.assign(link.href);
}
