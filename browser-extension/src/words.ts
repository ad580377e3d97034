// The extension's messages in the browser's language.

export function say(name: string, values: string[] = []): string {
  return chrome.i18n.getMessage(name, values) || name;
}

export function language(): string {
  return chrome.i18n.getUILanguage();
}

/** Fill in every element that names its message: data-say, data-say-placeholder, data-say-label. */
export function translate(root: Document): void {
  root.documentElement.lang = say("language");
  for (const element of root.querySelectorAll<HTMLElement>("[data-say]")) element.textContent = say(element.dataset["say"]!);
  for (const element of root.querySelectorAll<HTMLInputElement>("[data-say-placeholder]")) element.placeholder = say(element.dataset["sayPlaceholder"]!);
  for (const element of root.querySelectorAll<HTMLElement>("[data-say-label]")) element.setAttribute("aria-label", say(element.dataset["sayLabel"]!));
}
