// What is copied and pasted in the editor: clean structure comes in, formatted text and Markdown go out together.
import { Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { readFragment, writeFragment, type Features } from "../markdown/document";
import { looksLikeMarkdown } from "./paste/markdown";
import { tidy } from "./paste/tidy";

/** Editors of source text also offer coloured HTML; what they copied is their text. */
const FROM_SOURCE_EDITORS = ["vscode-editor-data", "text/x-markdown", "text/markdown"];

export function clipboard(features: Features): Plugin {
  const markdown = (text: string): Slice => Slice.maxOpen(readFragment(text, features));
  return new Plugin({
    props: {
      transformPastedHTML: (html) => tidy(html, location.origin),
      clipboardTextParser: (text, context, plain) =>
        (plain || context.parent.type.spec.code || !looksLikeMarkdown(text) ? null : markdown(text)) as Slice,
      clipboardTextSerializer: (slice) => (slice.content.childCount === 1 && slice.openStart ? inline(slice) : writeFragment(slice.content)),
      handlePaste: (view, event) => {
        const data = event.clipboardData;
        const text = data?.getData("text/plain").replaceAll("\r\n", "\n") ?? "";
        if (!data || !FROM_SOURCE_EDITORS.some((type) => data.types.includes(type)) || !looksLikeMarkdown(text)) return false;
        if (view.state.selection.$from.parent.type.spec.code) return false;
        view.dispatch(view.state.tr.replaceSelection(markdown(text)).scrollIntoView().setMeta("paste", true));
        return true;
      },
    },
  });
}

/** A few words out of one paragraph stay words: no heading or list mark comes along. */
function inline(slice: Slice): string {
  const block = slice.content.firstChild;
  if (!block?.isTextblock) return writeFragment(slice.content);
  if (block.type.spec.code) return block.textContent;
  return writeFragment(slice.content).replace(/^(#{1,6} )/, "");
}
