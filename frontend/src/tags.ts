// Completion of tags in comma separated fields: <input data-tags="/tags/complete">.
import { Combobox } from "./listbox";
import { getJson, withQuery } from "./request";
import { whenQuiet } from "./timing";
import { say } from "./words";

export function startTags(part: ParentNode): void {
  const inputs = [...part.querySelectorAll<HTMLInputElement>("input[data-tags]:not([role=combobox])")];
  inputs.forEach(complete);
}

function complete(input: HTMLInputElement): void {
  input.parentElement?.classList.add("with-suggestions");
  const address = input.dataset["tags"] || "/tags/complete";
  const box = new Combobox(
    input,
    {
      fill: (typed, list, signal) => fill(address, typed, chosen(input), list, signal),
      choose: (option) => {
        replaceLast(input, option.textContent ?? "");
        box.close();
      },
    },
    say("tag_suggestions"),
  );
  const ask = whenQuiet(120, () => void box.suggest(last(input)));
  input.addEventListener("input", () => (last(input) ? ask() : box.close()));
}

async function fill(address: string, typed: string, taken: string[], list: HTMLElement, signal: AbortSignal): Promise<void> {
  const names = await getJson<string[]>(withQuery(address, "q", typed), signal);
  if (!signal.aborted) list.replaceChildren(...names.filter((name) => !taken.includes(name)).map(option));
}

function option(name: string): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("role", "option");
  element.textContent = name;
  return element;
}

function parts(input: HTMLInputElement): string[] {
  return input.value.split(",").map((part) => part.trim());
}

function last(input: HTMLInputElement): string {
  return parts(input).at(-1) ?? "";
}

function chosen(input: HTMLInputElement): string[] {
  return parts(input).slice(0, -1);
}

function replaceLast(input: HTMLInputElement, name: string): void {
  input.value = [...chosen(input), name].join(", ") + ", ";
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
