// One's own recent searches: kept in this browser only, never sent, removed after signing out or when somebody else
// signs in.
import { say } from "../words";

const PREFIX = "kms-searches:";
const OFF = "kms-searches-off";
const MOST = 20;
const OFFERED = 5;

/** The person's recent searches, newest first. */
function recentSearches(person: string): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + person) ?? "[]") as unknown;
    return Array.isArray(kept) ? kept.filter((words): words is string => typeof words === "string") : [];
  } catch {
    return [];
  }
}

export function forgetSearch(person: string, words: string): void {
  store(person, recentSearches(person).filter((other) => other !== words));
}

/** Options for the list below an empty search field. */
export function recentOptions(person: string): HTMLElement[] {
  const searches = recentSearches(person).slice(0, OFFERED);
  if (!searches.length) return [];
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say("recent_searches"));
  const head = element("div", "suggestion-head", say("recent_searches"));
  head.setAttribute("aria-hidden", "true");
  group.append(head, ...searches.map(option));
  return [group];
}

function option(words: string): HTMLElement {
  const link = document.createElement("a");
  link.href = addressOf(words);
  link.dataset["recent"] = words;
  for (const [name, value] of Object.entries({ role: "option", "aria-selected": "false", tabindex: "-1", "aria-description": say("recent_forget_key") })) {
    link.setAttribute(name, value);
  }
  const cross = element("span", "forget", "×");
  cross.dataset["forget"] = "";
  cross.setAttribute("aria-hidden", "true");
  link.append(element("span", "recent-words", words), cross);
  return link;
}

/** On the results page: store the search, and show what is stored, with buttons to remove it. */
export function startRecent(): void {
  const place = document.querySelector<HTMLElement>("[data-recent-searches]");
  if (!place) return;
  const person = place.dataset["recentSearches"] ?? "";
  const words = place.dataset["words"]?.trim();
  if (words) return remember(person, words);
  const list = place.querySelector("ul");
  const box = place.querySelector<HTMLInputElement>("input[type=checkbox]");
  if (!list || !box) return;
  const show = (): void => {
    list.replaceChildren(...recentSearches(person).map((kept) => row(kept, () => (forgetSearch(person, kept), show()))));
    place.querySelectorAll<HTMLElement>("[data-some]").forEach((part) => (part.hidden = !list.children.length));
    box.checked = !isOff();
    place.hidden = false;
  };
  place.querySelector("[data-forget-all]")?.addEventListener("click", () => (store(person, []), show()));
  box.addEventListener("change", () => {
    setOff(!box.checked);
    if (!box.checked) store(person, []);
    show();
  });
  show();
}

function remember(person: string, words: string): void {
  if (!isOff()) store(person, [words, ...recentSearches(person).filter((other) => other !== words)].slice(0, MOST));
}

function row(words: string, forget: () => void): HTMLElement {
  const item = document.createElement("li");
  const link = element("a", "", words) as HTMLAnchorElement;
  link.href = addressOf(words);
  const button = element("button", "button icon-only quiet", "×") as HTMLButtonElement;
  button.type = "button";
  button.setAttribute("aria-label", say("recent_forget", { words }));
  button.addEventListener("click", forget);
  item.append(link, button);
  return item;
}

/** On every page: remove what others searched here, and everything if nobody is signed in or somebody signs out. */
export function forgetSearchesOfOthers(): void {
  const person = document.querySelector<HTMLElement>("input[data-suggest]")?.dataset["person"];
  forgetAllBut(person ? PREFIX + person : "");
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => forgetAllBut(""));
}

function forgetAllBut(own: string): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX) && name !== own) localStorage.removeItem(name);
  } catch {
    return;
  }
}

function store(person: string, searches: string[]): void {
  try {
    if (searches.length) localStorage.setItem(PREFIX + person, JSON.stringify(searches));
    else localStorage.removeItem(PREFIX + person);
  } catch {
    return;
  }
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return true;
  }
}

function setOff(off: boolean): void {
  try {
    if (off) localStorage.setItem(OFF, "");
    else localStorage.removeItem(OFF);
  } catch {
    return;
  }
}

function addressOf(words: string): string {
  return `/search?${new URLSearchParams({ q: words }).toString()}`;
}

function element(name: string, className: string, text: string): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
