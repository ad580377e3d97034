// What pages with a Markdown field load besides: toolbar, preview, uploads, drafts.
import { startDraft } from "./drafts";
import { plainWriting } from "./editor/writing";
import { startPreview } from "./preview";
import { startToolbar } from "./toolbar";
import { startUploads } from "./uploads";

for (const editor of document.querySelectorAll<HTMLElement>("[data-editor]")) {
  const text = editor.querySelector("textarea");
  if (!text?.form) continue;
  startToolbar(editor, text);
  startPreview(editor, text);
  startUploads(editor, text);
  startDraft(editor, plainWriting(text.form, text));
}
