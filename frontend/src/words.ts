// The texts that scripts display, in the reader's language; the server writes them into meta elements.

let words: Record<string, string> | undefined;

export function say(key: string, values: Record<string, string> = {}): string {
  words ??= read();
  const sentence = words[key] ?? key;
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence);
}

/** Some pages add more texts, each set in an element of its own. */
function read(): Record<string, string> {
  const places = document.querySelectorAll<HTMLMetaElement>('meta[name="kms-words"]');
  return Object.assign({}, ...[...places].map((place) => JSON.parse(place.content) as Record<string, string>)) as Record<string, string>;
}

/** How dates and times are printed: British in English, as on the server. */
export function locale(): string {
  const language = document.documentElement.lang;
  return language === "en" ? "en-GB" : language;
}

/** Announce something to screen readers without moving the focus. */
export function announce(sentence: string): void {
  const place = document.getElementById("live");
  if (place) place.textContent = sentence;
}
