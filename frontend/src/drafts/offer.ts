// If this browser has text that the server never received, offers it on opening; nothing is replaced without asking.
import type { Writing } from "../editor/writing";
import { locale, say } from "../words";
import { copiesOf, dropCopy, type Copy } from "./copies";
import { put, read, readNumber, same, typed, write } from "./fields";

export function startOffer(editor: HTMLElement, writing: Writing): void {
  const { form } = writing;
  const person = form.dataset["person"] ?? "";
  const banner = editor.parentElement?.querySelector<HTMLElement>("[data-draft-offer]");
  const copy = newest(writing, person);
  const text = banner?.querySelector("[data-draft-text]");
  if (!banner || !text || !copy) return;
  text.textContent = say("draft_found", { when: new Date(copy.at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" }) });
  banner.hidden = false;
  banner.querySelector("[data-draft-take]")?.addEventListener("click", () => {
    take(writing, copy);
    close(banner, writing);
  });
  banner.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    dropCopy(person, copy.slot);
    close(banner, writing);
  });
}

function newest(writing: Writing, person: string): Copy | null {
  const { form } = writing;
  const now = typed(writing);
  for (const copy of copiesOf(person, form.dataset["place"] ?? "")) {
    if (!same(copy, now) && isNewer(form, copy)) return copy;
    dropCopy(person, copy.slot);
  }
  return null;
}

/** Whether the server cannot have the copy's text, because it knows no later version of that draft. */
function isNewer(form: HTMLFormElement, copy: Copy): boolean {
  if (copy.slot === read(form, "slot")) return readNumber(form, "version") <= copy.version;
  return copy.at > Date.parse(form.dataset["kept"] ?? "1970-01-01");
}

function take(writing: Writing, copy: Copy): void {
  write(writing.form, "slot", copy.slot);
  write(writing.form, "version", copy.version);
  write(writing.form, "base_revision", copy.base || "");
  put(writing, copy);
}

function close(banner: HTMLElement, writing: Writing): void {
  banner.hidden = true;
  writing.focus();
}
