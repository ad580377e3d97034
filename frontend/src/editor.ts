// Loaded on pages with a Markdown field: the editor in place of the field, files, preview, drafts. Drafts are fetched
// in parallel and start when the text opens, so that nothing is typed that is not kept.
import { holdStill } from "./editor/bars";
import { startFiles } from "./editor/files";
import { Host } from "./editor/host";
import { followKeyboard } from "./editor/phone";
import { loadTables } from "./editor/table_loading";
import { startToggle } from "./editor/toggle";
import { startSaveKey } from "./save_key";

const drafts = import("./drafts").catch(() => null);

for (const editor of document.querySelectorAll<HTMLElement>("[data-editor]")) {
  const area = editor.querySelector("textarea");
  const bar = editor.querySelector<HTMLElement>("[data-toolbar]");
  if (area?.form && bar) void start(editor, area, bar);
}

async function start(editor: HTMLElement, area: HTMLTextAreaElement, bar: HTMLElement): Promise<void> {
  const features = new Set(JSON.parse(editor.dataset["features"] ?? "[]") as string[]);
  const label = area.labels[0];
  const host = new Host(editor, area, { bar, features, canUpload: area.dataset["upload"] !== undefined });
  startToggle(editor, host);
  startFiles(editor, area, host);
  followKeyboard(bar);
  startSaveKey(host.form);
  holdStill(host.form);
  const asking = askBeforeLeaving(host);
  const kept = await drafts;
  await host.open();
  label?.addEventListener("click", () => host.focus());
  if (kept) {
    asking.abort();
    kept.startDraft(editor, host);
  }
  host.form.querySelector<HTMLInputElement>("[data-select]:focus")?.select();
  void loadTables();
  if (area.autofocus && document.activeElement === document.body) host.focus();
  void import("./editor/second").then(({ startPreview }) => startPreview(editor, area, host)).then(fetchAhead);
}

/**
 * What a key opens is loaded before the key is pressed: otherwise fast typing would go into the text, and without a
 * connection nothing would load.
 */
function fetchAhead(): void {
  for (const part of [import("./editor/link_dialog"), import("./editor/find_panel"), import("./editor/uploads")]) part.catch(() => undefined);
}

/** Until the draft code is loaded, nothing else protects typed text from a closed tab. */
function askBeforeLeaving(host: Host): AbortController {
  const asking = new AbortController();
  const { signal } = asking;
  let atRisk = false;
  host.onChange(() => (atRisk = true));
  host.form.addEventListener("input", () => (atRisk = true), { signal });
  host.form.addEventListener("submit", (event) => void (atRisk &&= event.defaultPrevented), { signal });
  window.addEventListener("beforeunload", (event) => void (atRisk && event.preventDefault()), { signal });
  return asking;
}
