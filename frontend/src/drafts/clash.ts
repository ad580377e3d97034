// Choices and manual edits made while resolving a conflict stay in this browser until the page is saved.
import { keepClash, keptClash } from "./copies";

type Field = HTMLInputElement | HTMLTextAreaElement;

export function startClash(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-clash]");
  if (!form) return;
  const person = form.dataset["person"] ?? "";
  const slot = value(form, "slot");
  const places = fingerprint(form);
  const kept = keptClash(person, slot);
  if (kept?.places === places) putBack(form, kept.fields);
  let lost = false;
  form.addEventListener("input", () => (lost = !keepClash(person, slot, { places, fields: filled(form), at: Date.now() })));
  form.addEventListener("submit", () => (lost = false));
  window.addEventListener("beforeunload", (event) => lost && event.preventDefault());
}

/** Identifies the conflicts: the same choices mean nothing for different conflicts. */
function fingerprint(form: HTMLFormElement): string {
  const edits = [...form.querySelectorAll<HTMLTextAreaElement>("textarea[name^=edited-]")].map((area) => area.defaultValue);
  return JSON.stringify([value(form, "base_revision"), value(form, "their_revision"), ...edits]);
}

function filled(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)].filter((field): field is [string, string] => /^(choice|edited)-/.test(field[0]) && typeof field[1] === "string");
}

function putBack(form: HTMLFormElement, fields: [string, string][]): void {
  for (const [name, kept] of fields) {
    const field = form.elements.namedItem(name) as Field | RadioNodeList | null;
    if (field) field.value = kept;
  }
}

function value(form: HTMLFormElement, name: string): string {
  return (form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "";
}
