// Small native dialogs of the editor: a few fields, a result, and focus back where it was.
import { say } from "../words";

export interface Field {
  name: string;
  label: string;
  value: string;
  help?: string;
  /** Several lines, for formulas. */
  lines?: number;
}

/** Ask for some values; null if cancelled with Escape or "Cancel". Buttons in `more` return their own name. */
export function ask(title: string, fields: Field[], more: Record<string, string> = {}): Promise<{ action: string; values: Record<string, string> } | null> {
  const dialog = build(title, fields, more);
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector<HTMLInputElement>("input, textarea")?.select();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      const values = Object.fromEntries(fields.map(({ name }) => [name, field(dialog, name).value]));
      dialog.remove();
      answer(dialog.returnValue ? { action: dialog.returnValue, values } : null);
    });
  });
}

function build(title: string, fields: Field[], more: Record<string, string>): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  const heading = document.createElement("h2");
  const form = document.createElement("form");
  const id = `ask-${title.replaceAll(/\W+/g, "-")}`;
  heading.id = id;
  heading.textContent = title;
  dialog.setAttribute("aria-labelledby", id);
  form.method = "dialog";
  form.className = "form";
  form.append(...fields.map(labelled), buttons(dialog, more));
  dialog.append(heading, form);
  return dialog;
}

function labelled({ name, label, value, help, lines }: Field): HTMLElement {
  const place = document.createElement("div");
  const caption = document.createElement("label");
  const input = document.createElement(lines ? "textarea" : "input");
  if (input instanceof HTMLTextAreaElement) input.rows = lines ?? 1;
  place.className = "field";
  input.id = `ask-${name}`;
  input.name = name;
  input.value = value;
  input.autocomplete = "off";
  caption.htmlFor = input.id;
  caption.textContent = label;
  place.append(caption, input);
  if (help) place.append(helpText(help, input));
  return place;
}

function helpText(help: string, input: HTMLElement): HTMLElement {
  const text = document.createElement("p");
  text.className = "help";
  text.id = `${input.id}-help`;
  text.textContent = help;
  input.setAttribute("aria-describedby", text.id);
  return text;
}

function buttons(dialog: HTMLDialogElement, more: Record<string, string>): HTMLElement {
  const row = document.createElement("div");
  row.className = "form-actions";
  const cancel = button(say("cancel"), "quiet", "button");
  cancel.addEventListener("click", () => dialog.close(""));
  row.append(button(say("apply"), "primary", "submit", "apply"), cancel);
  row.append(...Object.entries(more).map(([action, label]) => button(label, "quiet", "submit", action)));
  return row;
}

function button(label: string, kind: string, type: "button" | "submit", value = ""): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = type;
  made.value = value;
  made.className = `button ${kind}`;
  made.textContent = label;
  return made;
}

function field(dialog: HTMLDialogElement, name: string): HTMLInputElement | HTMLTextAreaElement {
  return dialog.querySelector(`[name="${name}"]`) as HTMLInputElement | HTMLTextAreaElement;
}
