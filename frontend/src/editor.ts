// What pages with a Markdown field load besides: the editor in place of the field, files, preview, drafts.
import { holdStill } from "./editor/bars";
import { startFiles } from "./editor/files";
import { Host } from "./editor/host";
import { followKeyboard } from "./editor/phone";
import { loadTables } from "./editor/table_loading";
import { startToggle } from "./editor/toggle";
import { startSaveKey } from "./save_key";

for (const editor of document.querySelectorAll<HTMLElement>("[data-editor]")) {
  const area = editor.querySelector("textarea");
  const bar = editor.querySelector<HTMLElement>("[data-toolbar]");
  if (area?.form && bar) void start(editor, area, bar);
}

async function start(editor: HTMLElement, area: HTMLTextAreaElement, bar: HTMLElement): Promise<void> {
  const features = new Set(JSON.parse(editor.dataset["features"] ?? "[]") as string[]);
  const label = area.labels[0];
  const focused = document.activeElement === area || (area.autofocus && document.activeElement === document.body);
  const host = new Host(editor, area, { bar, features, canUpload: area.dataset["upload"] !== undefined });
  label?.addEventListener("click", () => host.focus());
  startToggle(editor, host);
  startFiles(editor, area, host);
  followKeyboard(bar);
  startSaveKey(host.form);
  holdStill(host.form);
  await host.open();
  host.form.querySelector<HTMLInputElement>("[data-select]:focus")?.select();
  void loadTables();
  if (focused) host.focus();
  void import("./editor/second").then(({ startPreview }) => startPreview(editor, area, host));
  await keepDrafts(editor, host);
}

/** Comes a moment after the text has opened, and knows of what was typed by then; until it has, leaving that asks first. */
async function keepDrafts(editor: HTMLElement, host: Host): Promise<void> {
  const { form } = host;
  let early = false;
  let sent = false;
  const changed = (): void => void (early = true);
  const leaving = (event: BeforeUnloadEvent): void => {
    if (early && !sent) event.preventDefault();
  };
  host.onChange(changed);
  form.addEventListener("input", changed, { once: true });
  form.addEventListener("submit", (event) => void (sent = !event.defaultPrevented));
  window.addEventListener("beforeunload", leaving);
  const { startDraft } = await import("./drafts");
  window.removeEventListener("beforeunload", leaving);
  startDraft(editor, host, early);
}
