// Finds and creates elements of the popup; content from pages and from the server is inserted as text only.

export function part<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found as Kind;
}

export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text = ""): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `icons.svg#${name}`);
  drawing.append(use);
  return drawing;
}

export function button(className: string, text: string, press: () => void): HTMLButtonElement {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

export type Tone = "plain" | "success" | "warning" | "danger";

/** Show the result of an action, with an optional button after the sentence. */
export function tell(sentence: string, tone: Tone = "plain", ...more: HTMLElement[]): void {
  const place = part("message");
  place.dataset["tone"] = tone;
  place.hidden = !sentence;
  place.replaceChildren(sentence, ...more);
}

const SCREENS = ["form", "connect", "settings"] as const;

/** One of the popup's screens, or none of them. */
export function show(screen: (typeof SCREENS)[number] | null): void {
  for (const name of SCREENS) part(name).hidden = name !== screen;
  part("settings-button").setAttribute("aria-expanded", String(screen === "settings"));
}
