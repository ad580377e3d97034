// What pages with a Markdown field load besides: the editor in place of the field, files, preview, drafts.
import { startDraft } from "./drafts";
import { startFiles } from "./editor/files";
import { Host } from "./editor/host";
import { linkTriggers } from "./editor/link_completion";
import { followKeyboard } from "./editor/phone";
import { startToggle } from "./editor/toggle";
import { startPreview } from "./preview";

for (const editor of document.querySelectorAll<HTMLElement>("[data-editor]")) {
  const area = editor.querySelector("textarea");
  const bar = editor.querySelector<HTMLElement>("[data-toolbar]");
  if (area?.form && bar) void start(editor, area, bar);
}

async function start(editor: HTMLElement, area: HTMLTextAreaElement, bar: HTMLElement): Promise<void> {
  const features = new Set(JSON.parse(editor.dataset["features"] ?? "[]") as string[]);
  const label = area.labels[0];
  const focused = document.activeElement === area || (area.autofocus && document.activeElement === document.body);
  const host = new Host(editor, area, { bar, features, canUpload: area.dataset["upload"] !== undefined, triggers: linkTriggers });
  label?.addEventListener("click", () => host.focus());
  startToggle(editor, host);
  startFiles(editor, area, host);
  startPreview(editor, area, host);
  followKeyboard(bar);
  await host.open();
  startDraft(editor, host);
  if (focused) host.focus();
}
