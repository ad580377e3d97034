// Completion of one person or group: <input data-people="/complete/sharing">; the chosen one is added at once.
import { Combobox } from "./listbox";
import { getJson, withQuery } from "./request";
import { whenQuiet } from "./timing";
import { say } from "./words";

export function startPeople(part: ParentNode): void {
  part.querySelectorAll<HTMLInputElement>("input[data-people]:not([role=combobox])").forEach(complete);
}

function complete(input: HTMLInputElement): void {
  input.parentElement?.classList.add("with-suggestions");
  const address = input.dataset["people"] ?? "";
  const box = new Combobox(
    input,
    {
      fill: (typed, list, signal) => fill(address, typed, list, signal),
      choose: (option) => {
        input.value = option.textContent ?? "";
        box.close();
        const add = input.form?.querySelector<HTMLButtonElement>('button[name="step"][value="add"]');
        if (add) input.form?.requestSubmit(add);
      },
    },
    say("suggestions"),
  );
  const ask = whenQuiet(120, () => void box.suggest(input.value.trim()));
  input.addEventListener("input", () => (input.value.trim() ? ask() : box.close()));
}

async function fill(address: string, typed: string, list: HTMLElement, signal: AbortSignal): Promise<void> {
  const names = await getJson<string[]>(withQuery(address, "q", typed), signal);
  if (signal.aborted) return;
  list.replaceChildren(...names.map((name) => {
    const option = document.createElement("div");
    option.setAttribute("role", "option");
    option.textContent = name;
    return option;
  }));
}
