// Menus of the editor's buttons: native popovers with arrow keys; Escape closes and returns focus.
import { icon } from "../icons";
import { keyName } from "./key_names";
import { placeBeside } from "./place";

/** More entries than this are shown in two columns. */
const LONG = 10;

export interface Entry {
  label: string;
  icon: string;
  key?: string | undefined;
  checked?: boolean;
  act(): void;
}

/** Open below the button, or close if open; entries that exclude one another show which one is checked. */
export function openMenu(button: HTMLElement, entries: Entry[]): void {
  if (button.getAttribute("aria-expanded") === "true") return;
  const menu = document.createElement("div");
  menu.popover = "auto";
  menu.className = entries.length > LONG ? "editor-menu long" : "editor-menu";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", button.getAttribute("aria-label") ?? "");
  menu.append(...entries.map((entry) => row(entry, menu)));
  menu.addEventListener("keydown", (event) => walk(event, menu));
  menu.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "open") return;
    button.setAttribute("aria-expanded", "false");
    menu.remove();
  });
  (button.closest("dialog") ?? document.body).append(menu);
  button.setAttribute("aria-expanded", "true");
  menu.showPopover();
  placeBeside(menu, button.getBoundingClientRect());
  menu.querySelector<HTMLElement>('[aria-checked="true"], button')?.focus();
}

function row(entry: Entry, menu: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.setAttribute("role", entry.checked === undefined ? "menuitem" : "menuitemradio");
  if (entry.checked !== undefined) button.setAttribute("aria-checked", String(entry.checked));
  button.append(icon(entry.icon), entry.label);
  if (entry.key) button.append(keyHint(entry.key));
  button.addEventListener("click", () => {
    menu.hidePopover();
    entry.act();
  });
  return button;
}

export function keyHint(key: string): HTMLElement {
  const hint = document.createElement("span");
  hint.className = "key-hint";
  hint.textContent = keyName(key);
  return hint;
}

function walk(event: KeyboardEvent, menu: HTMLElement): void {
  const all = [...menu.querySelectorAll<HTMLElement>("button")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all[(to + all.length) % all.length]?.focus();
}
