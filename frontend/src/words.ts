// The sentences that scripts show, in the reader's language; the server writes them into a meta element.
import { meta } from "./request";

let words: Record<string, string> | undefined;

export function say(key: string, values: Record<string, string> = {}): string {
  words ??= JSON.parse(meta("kms-words") || "{}") as Record<string, string>;
  const sentence = words[key] ?? key;
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence);
}

/** How dates and times are printed: British where English is read, as the server prints them. */
export function locale(): string {
  const language = document.documentElement.lang;
  return language === "en" ? "en-GB" : language;
}

/** Say something to screen readers without moving the focus. */
export function announce(sentence: string): void {
  const place = document.getElementById("live");
  if (place) place.textContent = sentence;
}
