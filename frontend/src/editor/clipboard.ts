// Copy and paste in the editor: clean structure comes in; formatted text and Markdown go out together.
import { Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { readFragment, writeFragment, type Features } from "../markdown/document";
import { pasteAddress, pastePath } from "./address_paste";
import { intoCell } from "./paste/cells";
import { looksLikeMarkdown } from "./paste/markdown";
import { tidy } from "./paste/tidy";

/** Source code editors also put coloured HTML on the clipboard; what they mean is the text. */
const FROM_SOURCE_EDITORS = ["vscode-editor-data", "text/x-markdown", "text/markdown"];

export function clipboard(features: Features): Plugin {
  const markdown = (text: string): Slice => Slice.maxOpen(readFragment(text, features));
  return new Plugin({
    props: {
      transformPastedHTML: (html) => tidy(html, location.origin),
      transformPasted: intoCell,
      clipboardTextParser: (text, context, plain) =>
        (plain || context.parent.type.spec.code || !looksLikeMarkdown(text) ? null : markdown(text)) as Slice,
      clipboardTextSerializer: (slice) => (slice.content.childCount === 1 && slice.openStart ? inline(slice, features) : writeFragment(slice.content, features)),
      handlePaste: (view, event) => {
        const data = event.clipboardData;
        const text = data?.getData("text/plain").replaceAll("\r\n", "\n") ?? "";
        if (!data || data.files.length > 0) return false;
        return pasteAddress(view, text) || pastePath(view, text) || (isSource(data, text) && pasteMarkdown(view, markdown(text)));
      },
    },
  });
}

function isSource(data: DataTransfer, text: string): boolean {
  return FROM_SOURCE_EDITORS.some((type) => data.types.includes(type)) && looksLikeMarkdown(text);
}

function pasteMarkdown(view: EditorView, slice: Slice): boolean {
  if (view.state.selection.$from.parent.type.spec.code) return false;
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
  return true;
}

/** A few words copied from one paragraph stay words, without its heading or list mark. */
function inline(slice: Slice, features: Features): string {
  const block = slice.content.firstChild;
  if (!block?.isTextblock) return writeFragment(slice.content, features);
  if (block.type.spec.code) return block.textContent;
  return writeFragment(slice.content, features).replace(/^(#{1,6} )/, "");
}
