// A dialog with a search field and a grid of emojis.
import type { EditorView } from "prosemirror-view";
import { say } from "../words";
import { EMOJIS } from "./emoji_names";

export function chooseEmoji(view: EditorView): void {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  const search = document.createElement("input");
  const grid = document.createElement("div");
  dialog.className = "emoji-dialog";
  dialog.setAttribute("aria-labelledby", "emoji-title");
  heading.id = "emoji-title";
  heading.textContent = say("do_emoji");
  search.type = "search";
  search.setAttribute("aria-label", say("emoji_search"));
  search.placeholder = say("emoji_search");
  grid.className = "emoji-grid";
  const show = (): void => grid.replaceChildren(...matching(search.value).map((found) => choice(found, () => take(found))));
  const take = (sign: string): void => {
    dialog.close();
    view.dispatch(view.state.tr.insertText(sign).scrollIntoView());
    view.focus();
  };
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    const first = matching(search.value)[0];
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (first) take(first);
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.append(heading, search, grid);
  document.body.append(dialog);
  show();
  dialog.showModal();
}

function choice(sign: string, take: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = sign;
  button.setAttribute("aria-label", EMOJIS.get(sign)?.split(" ")[0] ?? sign);
  button.addEventListener("click", take);
  return button;
}

function matching(typed: string): string[] {
  const words = typed.toLowerCase().split(/\s+/);
  return [...EMOJIS].filter(([, names]) => words.every((word) => names.includes(word))).map(([sign]) => sign);
}
