// Suggestions below the search field of the top bar; the server sends them as a fragment of options.
import { Combobox } from "./listbox";
import { getText, withQuery } from "./request";
import { whenQuiet } from "./timing";
import { say } from "./words";

export function startSearch(): void {
  const input = document.querySelector<HTMLInputElement>("input[data-suggest]");
  const address = input?.dataset["suggest"];
  if (!input || !address) return;
  const box = new Combobox(input, { fill: (typed, list, signal) => fill(address, typed, list, signal), choose: open }, say("suggestions"));
  const ask = whenQuiet(120, () => void box.suggest(input.value.trim()));
  input.addEventListener("input", () => (input.value.trim() ? ask() : box.close()));
}

async function fill(address: string, typed: string, list: HTMLElement, signal: AbortSignal): Promise<void> {
  const fragment = typed ? await getText(withQuery(address, "q", typed), signal) : "";
  if (!signal.aborted) list.innerHTML = fragment;
}

function open(option: HTMLElement): void {
  const link = option instanceof HTMLAnchorElement ? option : option.querySelector("a");
  if (link) location.assign(link.href);
}
