// The editor on a form: opens the rich text in place of the field, switches to Markdown and back, and reports changes.
import { say, announce } from "../words";
import { whenQuiet } from "../timing";
import { loadMaths } from "../markdown/parse";
import { openRich, type RichSetting } from "./rich";
import type { Place, Surface } from "./surface";
import { loadTables } from "./table_loading";
import type { Writing } from "./writing";

export class Host implements Writing {
  readonly form: HTMLFormElement;
  /** Resolved as soon as the text is in the editor. */
  readonly opened: Promise<void>;
  private isOpen!: () => void;
  private readonly id: string;
  private surface!: Surface;
  private readonly listeners: (() => void)[] = [];
  private readonly setting: RichSetting;
  private readonly place = document.createElement("div");
  private readonly count: HTMLElement | null;
  private readonly countSoon = whenQuiet(300, () => this.showWords());
  /** The rich text while it is hidden, and the Markdown it corresponded to. */
  private resting: { surface: Surface; markdown: string } | null = null;

  constructor(
    private readonly editor: HTMLElement,
    private readonly area: HTMLTextAreaElement,
    setting: Omit<RichSetting, "attributes" | "changed" | "save">,
  ) {
    this.form = area.form as HTMLFormElement;
    this.id = area.id;
    this.opened = new Promise((done) => (this.isOpen = done));
    this.setting = { ...setting, attributes: namesOf(area), changed: () => this.changed(), save: () => this.form.requestSubmit() };
    this.count = editor.querySelector("[data-words]");
    this.place.className = "editor-place";
    area.before(this.place);
  }

  /** Show the field's text: as rich text if possible, otherwise as Markdown with the reason. */
  async open(): Promise<void> {
    if (this.setting.features.has("maths")) await loadMaths();
    if (this.area.value.includes("|")) await loadTables();
    const rich = openRich(this.place, this.area.value, this.setting);
    const writing = document.activeElement === this.area;
    if (rich) this.show(rich, true);
    else await this.openSource(() => this.area.value, say("only_source"));
    if (writing) this.surface.writeOn(this.area.selectionStart);
    this.isOpen();
    this.form.addEventListener("submit", (event) => this.beforeSending(event), { capture: true });
    this.form.addEventListener("formdata", (event) => event.formData.set(this.area.name, this.text()));
    this.showWords();
  }

  get isRich(): boolean {
    return this.editor.classList.contains("is-rich");
  }

  text(): string {
    return this.surface.text().markdown;
  }

  replace(text: string): void {
    if (this.surface.replace(text)) return;
    void this.openSource(() => text, say("only_source"));
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  focus(): void {
    this.surface.focus();
  }

  spot(...where: Parameters<Surface["spot"]>): ReturnType<Surface["spot"]> {
    return this.surface.spot(...where);
  }

  /** From one form to the other and back; the cursor stays in its block, and the block in its place on the screen. */
  async toggle(): Promise<void> {
    const place = this.surface.place();
    if (this.isRich) await this.openSource(() => this.text(), this.surface.text().safe ? "" : say("unsafe_source"), place);
    else if (!this.backToRich(place)) this.note(say("only_source"));
    this.surface.focus();
  }

  /** The text is read once the Markdown editor has loaded: until then people may keep typing. */
  private async openSource(read: () => string, note: string, place?: Place): Promise<void> {
    const { SourceText } = await import("./source");
    if (this.surface instanceof SourceText) return;
    const text = read();
    const leaving = this.isRich ? this.surface : null;
    if (leaving) {
      leaving.element.hidden = true;
      leaving.element.removeAttribute("id");
    }
    const source = new SourceText(this.place, text, this.setting);
    this.resting = leaving && { surface: leaving, markdown: text };
    this.show(source, false);
    if (place) source.goTo(place);
    this.note(note);
  }

  private backToRich(place: Place): boolean {
    const text = this.text();
    const source = this.surface;
    const kept = this.resting;
    const rich = kept && (kept.markdown === text || kept.surface.replace(text)) ? kept.surface : openRich(this.place, text, this.setting);
    if (!rich) return false;
    if (kept && kept.surface !== rich) kept.surface.destroy();
    source.destroy();
    rich.element.hidden = false;
    this.resting = null;
    this.show(rich, true);
    rich.goTo(place);
    this.note("");
    return true;
  }

  private show(surface: Surface, rich: boolean): void {
    this.surface = surface;
    this.area.hidden = true;
    this.area.removeAttribute("id");
    surface.element.id = this.id;
    this.editor.classList.toggle("is-rich", rich);
    this.setting.bar.hidden = !rich;
    this.editor.dispatchEvent(new CustomEvent("form-of-editor", { detail: rich }));
  }

  private changed(): void {
    this.countSoon();
    for (const listener of this.listeners) listener();
  }

  /** Text that could not be written so that it reads back is shown as Markdown first, instead of being saved unseen. */
  private beforeSending(event: Event): void {
    const { markdown, safe } = this.surface.text();
    this.area.value = markdown;
    if (safe) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.openSource(() => this.text(), say("unsafe_source")).then(() => this.surface.focus());
  }

  private note(sentence: string): void {
    const note = this.editor.parentElement?.querySelector<HTMLElement>("[data-editor-note]");
    if (!note) return;
    note.hidden = !sentence;
    note.textContent = sentence;
    if (sentence) announce(sentence);
  }

  private showWords(): void {
    const words = this.surface.words();
    if (this.count) this.count.textContent = say(words === 1 ? "words_one" : "words_many", { count: String(words) });
  }
}

/** The names by which people and programs know the field move to the element that replaces it. */
function namesOf(area: HTMLTextAreaElement): Record<string, string> {
  const names: Record<string, string> = {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": area.labels[0]?.textContent ?? "",
    spellcheck: "true",
    lang: document.documentElement.lang,
  };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = area.getAttribute(name);
    if (value) names[name] = value;
  }
  return names;
}
