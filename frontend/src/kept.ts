// Short texts (comments, hints) stay in this browser until the server has them: <form data-kept-as="comment page:7">.
// Unsent text comes back when the form is opened again: after a lost connection, an expired sign-in, a closed tab. A
// file is too large for that; the form says which one to choose again.
import { copiesOf, dropCopy, keepCopy } from "./drafts/copies";
import { newName } from "./drafts/fields";
import { whenQuiet } from "./timing";
import { announce, locale, say } from "./words";

const QUIET = 400;

export function startKept(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-kept-as]").forEach((form) => {
    const field = form.querySelector<HTMLTextAreaElement>("textarea[name=text]");
    if (field) new Kept(form, field).start();
  });
}

class Kept {
  private slot = newName();
  private typed = false;
  private sent = false;
  private readonly slotField = hidden("slot", this.slot);
  private note: HTMLElement | null = null;
  private readonly file: HTMLInputElement | null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly field: HTMLTextAreaElement,
  ) {
    this.file = form.querySelector<HTMLInputElement>("input[type=file]");
  }

  start(): void {
    this.bringBack();
    this.slotField.value = this.slot;
    this.form.append(this.slotField);
    this.field.addEventListener("input", () => (this.typed = true));
    this.field.addEventListener("input", whenQuiet(QUIET, () => this.keep()));
    this.file?.addEventListener("change", () => this.keep());
    window.addEventListener("pagehide", () => this.typed && this.keep());
    window.addEventListener("pageshow", (event) => event.persisted && this.shownAgain());
    this.form.addEventListener("submit", (event) => this.send(event));
  }

  private get person(): string {
    return this.form.dataset["person"] ?? "";
  }

  private get place(): string {
    return this.form.dataset["keptAs"] ?? "";
  }

  private bringBack(): void {
    const copy = copiesOf(this.person, this.place)[0];
    if (!copy) return;
    this.slot = copy.slot;
    if (copy.text === this.field.value) return;
    this.field.value = copy.text;
    const around = this.form.closest("details");
    if (around) around.open = true;
    const when = new Date(copy.at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
    this.tell(say("text_found", { when })).append(this.dropButton());
    if (copy.summary) this.askForFile(copy.summary);
  }

  private askForFile(name: string): void {
    const words = document.createElement("p");
    words.className = "help";
    words.id = "file-again";
    words.textContent = say("photo_again", { name });
    this.file?.before(words);
    this.file?.setAttribute("aria-describedby", `file-again ${this.file.getAttribute("aria-describedby") ?? ""}`.trim());
    this.file?.addEventListener("change", () => words.remove(), { once: true });
  }

  /** Whether there was space to store it; text that was in the form from the start needs none. */
  private keep(): boolean {
    const { value, defaultValue } = this.field;
    if (value === defaultValue || value.trim() === "") {
      dropCopy(this.person, this.slot);
      return true;
    }
    const words = { title: "", tags: "", summary: this.file?.files?.[0]?.name ?? "", text: value };
    return keepCopy(this.person, { ...words, place: this.place, slot: this.slot, version: 0, base: 0, at: Date.now() });
  }

  private send(event: SubmitEvent): void {
    const kept = this.keep();
    this.sent = navigator.onLine;
    if (this.sent) return;
    event.preventDefault();
    const sentence = say(kept ? "text_offline" : "text_offline_only");
    this.tell(sentence);
    announce(sentence);
  }

  /** Back from submitting the form: what the server accepted is removed here, what it did not stays. */
  private shownAgain(): void {
    if (!this.sent || copiesOf(this.person, this.place).some((copy) => copy.slot === this.slot)) return;
    this.sent = this.typed = false;
    this.slotField.value = this.slot = newName();
    this.field.value = this.field.defaultValue;
  }

  private tell(sentence: string): HTMLElement {
    this.note?.remove();
    const words = document.createElement("p");
    words.textContent = sentence;
    this.note = document.createElement("div");
    this.note.className = "flash note";
    this.note.append(words);
    this.form.prepend(this.note);
    return this.note;
  }

  private dropButton(): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = say("text_drop");
    button.addEventListener("click", () => {
      dropCopy(this.person, this.slot);
      this.field.value = this.field.defaultValue;
      this.note?.remove();
      this.field.focus();
    });
    return button;
  }
}

function hidden(name: string, value: string): HTMLInputElement {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  return field;
}
