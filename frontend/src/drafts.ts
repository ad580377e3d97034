// Keeps unsaved text in this browser, warns before it would be lost, and offers it again.
import type { Writing } from "./editor/writing";
import { whenQuiet } from "./timing";
import { locale, say } from "./words";

const PREFIX = "kms-draft:";
const DAYS_KEPT = 30;

interface Draft {
  text: string;
  base: string;
  at: number;
  sent: boolean;
}

export function startDraft(editor: HTMLElement, writing: Writing): void {
  const { form } = writing;
  const key = PREFIX + (editor.dataset["draft"] ?? location.pathname);
  const base = writing.text();
  let leaving = false;
  const keep = (sent: boolean): boolean => write(key, { text: writing.text(), base, at: Date.now(), sent });

  prune();
  offer(editor, writing, key);
  const keepSoon = whenQuiet(500, () => {
    if (!leaving) showKept(editor, keep(false));
  });
  writing.onChange(keepSoon);
  form.addEventListener("submit", () => {
    leaving = true;
    if (writing.text() !== base) keep(true);
  });
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && writing.text() !== base) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

/** On a shared computer nothing typed stays behind after signing out. */
export function forgetDraftsAtSignOut(): void {
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => keys().forEach((key) => localStorage.removeItem(key)));
}

function offer(editor: HTMLElement, writing: Writing, key: string): void {
  const draft = read(key);
  const banner = editor.parentElement?.querySelector<HTMLElement>("[data-draft-offer]");
  if (!draft || !banner || same(draft.text, writing.text())) return;
  if (draft.sent && !same(draft.base, writing.text())) {
    localStorage.removeItem(key);
    return;
  }
  const text = banner.querySelector("[data-draft-text]");
  if (text) text.textContent = say("draft_found", { when: new Date(draft.at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" }) });
  banner.hidden = false;
  banner.querySelector("[data-draft-take]")?.addEventListener("click", () => {
    writing.replace(draft.text);
    banner.hidden = true;
    writing.focus();
  });
  banner.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    banner.hidden = true;
    writing.focus();
  });
}

function showKept(editor: HTMLElement, kept: boolean): void {
  const state = editor.querySelector("[data-draft-state]");
  const time = new Date().toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  if (state) state.textContent = kept ? say("draft_kept", { time }) : say("draft_not_kept");
}

function write(key: string, draft: Draft): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

function keys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function prune(): void {
  const oldest = Date.now() - DAYS_KEPT * 86_400_000;
  for (const key of keys()) if ((read(key)?.at ?? 0) < oldest) localStorage.removeItem(key);
}

/** Forms send CRLF and servers keep LF, so line ends and trailing space do not count. */
function same(one: string, other: string): boolean {
  return one.replaceAll("\r\n", "\n").trimEnd() === other.replaceAll("\r\n", "\n").trimEnd();
}
