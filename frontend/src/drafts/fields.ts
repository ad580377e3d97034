// The form of a page from the draft's point of view: the text, and the hidden fields that identify the draft.
import type { Writing } from "../editor/writing";

const TYPED = ["title", "tags", "summary"] as const;

export interface Words {
  title: string;
  tags: string;
  summary: string;
  text: string;
}

export function typed(writing: Writing): Words {
  const [title, tags, summary] = TYPED.map((name) => read(writing.form, name)) as [string, string, string];
  return { title, tags, summary, text: writing.text() };
}

/** Whether the form contains text that was not in it when it was loaded. */
export function wroteAlready(form: HTMLFormElement): boolean {
  return [...form.elements].some(
    (field) =>
      (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text")) &&
      unix(field.value) !== unix(field.defaultValue),
  );
}

export function same(one: Words, other: Words): boolean {
  return unix(one.text) === unix(other.text) && TYPED.every((name) => one[name] === other[name]);
}

export function put(writing: Writing, words: Words): void {
  for (const name of TYPED) write(writing.form, name, words[name]);
  writing.replace(words.text);
  writing.form.dispatchEvent(new Event("input"));
}

export function read(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : "";
}

export function readNumber(form: HTMLFormElement, name: string): number {
  return Number(read(form, name)) || 0;
}

export function write(form: HTMLFormElement, name: string, value: string | number): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = String(value);
}

/** A unique name; crypto.randomUUID is not available on pages loaded over plain http. */
export function newName(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(36).padStart(2, "0")).join("");
}

function unix(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
