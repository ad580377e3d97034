// The bar of the rich editor: what is needed often is a button, everything else stands behind "+".
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { icon } from "../icons";
import { say } from "../words";
import * as actions from "./actions";
import type { Action } from "./actions";
import { keyName } from "./key_names";
import { openMenu, type Entry } from "./menu";
import { rove } from "./roving";

const VISIBLE: Action[] = [actions.bold, actions.italic];
const LISTS: Action[] = [actions.bullets, actions.numbers, actions.checklist, actions.link];

export function toolbar(bar: HTMLElement, features: ReadonlySet<string>, canUpload: boolean): Plugin {
  return new Plugin({
    view: (view) => {
      const buttons = [...VISIBLE, ...LISTS, ...(canUpload ? [actions.file] : []), actions.table].map((action) => ({ action, button: make(view, action) }));
      const menus = [headingMenu(view), moreMenu(view, features)] as const;
      bar.replaceChildren(...buttons.map(({ button }) => button), menus[1]);
      bar.insertBefore(menus[0], bar.children[VISIBLE.length] ?? null);
      rove(bar);
      const update = (): void => {
        for (const { action, button } of buttons) press(button, action.pressed?.(view.state));
      };
      update();
      return { update, destroy: () => bar.replaceChildren() };
    },
  });
}

function make(view: EditorView, action: Action): HTMLButtonElement {
  const button = plain(action.name, action.icon, action.key);
  button.addEventListener("click", () => perform(view, action));
  return button;
}

function headingMenu(view: EditorView): HTMLButtonElement {
  const button = plain("heading", "heading");
  const open = (): void => openMenu(button, actions.headings.map((action) => ({ ...entry(view, action), checked: action.pressed?.(view.state) ?? false })));
  return opening(button, open);
}

function moreMenu(view: EditorView, features: ReadonlySet<string>): HTMLButtonElement {
  const { quote, callouts, codeBlock, rule, strike, code, emoji, takeBack, doAgain, find, fullScreen } = actions;
  const all = [quote, ...callouts, codeBlock, rule, strike, code, emoji, ...actions.extras(features), takeBack, doAgain, find, fullScreen];
  const button = plain("more", "plus");
  return opening(button, () => openMenu(button, all.map((action) => entry(view, action))));
}

function opening(button: HTMLButtonElement, open: () => void): HTMLButtonElement {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", open);
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

/** The text has the focus again before the change, so that the cursor stands where the change is. */
function perform(view: EditorView, action: Action): void {
  view.focus();
  action.run(view.state, view.dispatch, view);
}

function press(button: HTMLElement, pressed: boolean | undefined): void {
  if (pressed !== undefined && button.getAttribute("aria-pressed") !== String(pressed)) button.setAttribute("aria-pressed", String(pressed));
}
