// Completion of people after an @ in plain text fields: <textarea data-mentions="/complete/readers?about=page:7">.
import { Combobox } from "./listbox";
import { getJson, withQuery } from "./request";
import { whenQuiet } from "./timing";
import { say } from "./words";

interface Person {
  user_name: string;
  name: string;
}

const typedName = /(^|[^\p{L}\p{N}_@/.])@([\p{L}\p{N}_.-]{0,40})$/u;

export function startMentions(): void {
  document.querySelectorAll<HTMLTextAreaElement>("textarea[data-mentions]").forEach(complete);
}

function complete(field: HTMLTextAreaElement): void {
  field.parentElement?.classList.add("with-suggestions");
  const address = field.dataset["mentions"] ?? "";
  const box = new Combobox(
    field,
    {
      fill: async (typed, list, signal) => {
        const people = await getJson<Person[]>(withQuery(address, "q", typed), signal);
        if (!signal.aborted) list.replaceChildren(...people.map(option));
      },
      choose: (chosen) => {
        insert(field, chosen.dataset["userName"] ?? "");
        box.close();
      },
    },
    say("people_suggestions"),
  );
  const ask = whenQuiet(120, () => {
    const typed = before(field);
    if (typed === null) box.close();
    else void box.suggest(typed);
  });
  field.addEventListener("input", ask);
}

/** What is between the last @ and the cursor; null if no name is being typed. */
function before(field: HTMLTextAreaElement): string | null {
  return typedName.exec(field.value.slice(0, field.selectionStart))?.[2] ?? null;
}

function insert(field: HTMLTextAreaElement, userName: string): void {
  const typed = before(field) ?? "";
  const start = field.selectionStart - typed.length;
  field.setRangeText(`${userName} `, start, field.selectionStart, "end");
  field.focus();
}

function option(person: Person): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("role", "option");
  element.dataset["userName"] = person.user_name;
  element.textContent = `${person.name} (@${person.user_name})`;
  return element;
}
