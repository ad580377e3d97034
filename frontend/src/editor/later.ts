// Plugins that are not needed before the text has opened: they are loaded afterwards and replace their placeholders.
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";

type Second = typeof import("./second");

let over = false;
const loading: Promise<Second | null> = import("./second").catch(() => null).finally(() => (over = true));

export function later(make: (second: Second) => Plugin[]): Plugin {
  const waiting: Plugin = new Plugin({
    view: (view) => {
      void loading.then((second) => second && view.state.plugins.includes(waiting) && replace(view, waiting, make(second)));
      return {};
    },
    props: { handleDOMEvents: { paste: holdBack } },
  });
  return waiting;
}

function replace(view: EditorView, waiting: Plugin, plugins: Plugin[]): void {
  if (view.isDestroyed) return;
  view.updateState(view.state.reconfigure({ plugins: view.state.plugins.flatMap((plugin) => (plugin === waiting ? plugins : [plugin])) }));
}

/** What is pasted before that is held back and pasted again with the same data; files take their own route. */
function holdBack(view: EditorView, event: ClipboardEvent): boolean {
  const data = event.clipboardData;
  if (over || !data || data.files.length > 0) return false;
  const copy = new DataTransfer();
  for (const type of data.types) copy.setData(type, data.getData(type));
  event.preventDefault();
  void loading.then(() => view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: copy, bubbles: true, cancelable: true })));
  return true;
}
