// The toolbar of the rich editor: frequent actions are buttons, everything else is behind "+".
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { icon } from "../icons";
import { say } from "../words";
import * as actions from "./actions";
import type { Action } from "./actions";
import { keyName } from "./key_names";
import type { Entry } from "./menu";
import { rove } from "./roving";

const VISIBLE: Action[] = [actions.bold, actions.italic];
const LISTS: Action[] = [actions.bullets, actions.numbers, actions.checklist, actions.link];

export function toolbar(bar: HTMLElement, features: ReadonlySet<string>, canUpload: boolean): Plugin {
  let update: (() => void) | null = null;
  return new Plugin({
    view: (view) => {
      update ??= fill(bar, view, features, canUpload);
      update();
      return { update };
    },
  });
}

/** The buttons stay when other plugins are added; returns the plugin that updates their pressed state. */
function fill(bar: HTMLElement, view: EditorView, features: ReadonlySet<string>, canUpload: boolean): () => void {
  const buttons = [...VISIBLE, ...LISTS, ...(canUpload ? [actions.file] : []), actions.table].map((action) => ({ action, button: make(view, action) }));
  const menus = [headingMenu(view), moreMenu(view, features)] as const;
  bar.replaceChildren(...buttons.map(({ button }) => button), menus[1]);
  bar.insertBefore(menus[0], bar.children[VISIBLE.length] ?? null);
  rove(bar);
  return () => {
    for (const { action, button } of buttons) press(button, action.pressed?.(view.state));
  };
}

function make(view: EditorView, action: Action): HTMLButtonElement {
  const button = plain(action.name, action.icon, action.key);
  button.addEventListener("click", () => perform(view, action));
  return button;
}

function headingMenu(view: EditorView): HTMLButtonElement {
  const button = plain("heading", "heading");
  return opening(button, () => actions.headings.map((action) => ({ ...entry(view, action), checked: action.pressed?.(view.state) ?? false })));
}

function moreMenu(view: EditorView, features: ReadonlySet<string>): HTMLButtonElement {
  const { quote, callouts, codeBlock, rule, strike, code, mention, emoji, takeBack, doAgain, find, fullScreen } = actions;
  const all = [quote, ...callouts, codeBlock, rule, strike, code, mention, emoji, ...actions.extras(features), takeBack, doAgain, find, fullScreen];
  const button = plain("more", "plus");
  return opening(button, () => all.map((action) => entry(view, action)));
}

function opening(button: HTMLButtonElement, entries: () => Entry[]): HTMLButtonElement {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => void import("./second").then(({ openMenu }) => openMenu(button, entries())));
  return button;
}

function entry(view: EditorView, action: Action): Entry {
  return { label: say(`do_${action.name}`), icon: action.icon, key: action.key, act: () => perform(view, action) };
}

function plain(name: string, drawing: string, key?: string): HTMLButtonElement {
  const button = document.createElement("button");
  const label = say(`do_${name}`);
  button.type = "button";
  button.dataset["do"] = name;
  button.setAttribute("aria-label", label);
  button.title = key ? `${label} (${keyName(key)})` : label;
  button.append(icon(drawing));
  button.addEventListener("mousedown", (event) => event.preventDefault());
  return button;
}

/** The text gets the focus back before the change, so that the cursor is where the change is. */
function perform(view: EditorView, action: Action): void {
  view.focus();
  action.run(view.state, view.dispatch, view);
}

function press(button: HTMLElement, pressed: boolean | undefined): void {
  if (pressed !== undefined && button.getAttribute("aria-pressed") !== String(pressed)) button.setAttribute("aria-pressed", String(pressed));
}
