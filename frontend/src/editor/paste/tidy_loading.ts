// What makes clean HTML is loaded after the text; formatted text that is pasted sooner waits for it.
import type { EditorView } from "prosemirror-view";

type Tidy = (html: string, origin: string) => string;

let tidy: Tidy | null = null;
const loading = import("../second")
  .then((second) => second.tidy)
  .catch((): Tidy => (html) => html)
  .then((loaded) => (tidy = loaded));

export function tidied(html: string): string {
  return tidy ? tidy(html, location.origin) : html;
}

/** Take the paste event away and send it again with the same data; those with files go their own way. */
export function holdBack(view: EditorView, event: ClipboardEvent): boolean {
  const data = event.clipboardData;
  if (tidy || !data?.getData("text/html") || data.files.length > 0) return false;
  const copy = new DataTransfer();
  for (const type of data.types) copy.setData(type, data.getData(type));
  event.preventDefault();
  void loading.then(() => view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: copy, bubbles: true, cancelable: true })));
  return true;
}
