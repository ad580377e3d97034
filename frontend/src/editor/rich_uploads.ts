// Files in the rich editor: a placeholder marks the place during an upload.
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { schema } from "../markdown/schema";
import { say } from "../words";
import type { Spot, Uploaded } from "./uploads";

type Change = { add: { id: number; pos: number; name: string } } | { remove: number };

const key = new PluginKey<DecorationSet>("uploads");
let sent = 0;

export function richUploads(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, before) => {
        const places = before.map(tr.mapping, tr.doc);
        const change = tr.getMeta(key) as Change | undefined;
        if (!change) return places;
        if ("remove" in change) return places.remove(places.find(undefined, undefined, ({ id }) => id === change.remove));
        return places.add(tr.doc, [Decoration.widget(change.add.pos, waiting(change.add.name), { id: change.add.id, side: 1 })]);
      },
    },
    props: {
      decorations: (state) => key.getState(state) ?? null,
    },
  });
}

/** A place in the text for a file of this name. */
export function spotAt(view: EditorView, pos: number, name: string): Spot {
  const id = ++sent;
  view.dispatch(view.state.tr.setMeta(key, { add: { id, pos, name } } satisfies Change));
  const place = (): number | undefined => key.getState(view.state)?.find(undefined, undefined, (spec) => spec["id"] === id)[0]?.from;
  const drop = (): void => view.dispatch(view.state.tr.setMeta(key, { remove: id } satisfies Change));
  return {
    drop,
    fill: (file) => {
      const at = place() ?? view.state.selection.from;
      drop();
      view.dispatch(view.state.tr.replaceWith(at, at, shown(file)).scrollIntoView());
    },
    describe: (file, alt) => describe(view, file, alt),
  };
}

/** The server writes `![name](address)` for files it displays as a picture. */
function shown(file: Uploaded): Node {
  if (file.markdown.startsWith("!")) return schema.nodes.image.create({ src: file.url, alt: file.name });
  return schema.text(file.name, [schema.marks.link.create({ href: file.url })]);
}

function describe(view: EditorView, file: Uploaded, alt: string): void {
  view.state.doc.descendants((node, pos) => {
    if (node.type !== schema.nodes.image || node.attrs["src"] !== file.url) return;
    view.dispatch(view.state.tr.setNodeMarkup(pos, null, { ...node.attrs, alt, source: null }));
  });
}

function waiting(name: string): () => HTMLElement {
  return () => {
    const mark = document.createElement("span");
    mark.className = "uploading";
    mark.textContent = say("uploading", { name });
    return mark;
  };
}
