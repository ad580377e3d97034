// Placeholders of a template, "… What was decided?": when the cursor enters one it is selected, so that typing replaces
// it.
import { Plugin, TextSelection, type EditorState, type Transaction } from "prosemirror-state";

const SIGN = "…";

/** Only placeholders that came from a template: what people write themselves is never selected. */
export function prepared(form: HTMLFormElement | null): Plugin[] {
  const field = form?.elements.namedItem("template");
  return field instanceof HTMLInputElement && field.value ? [marking()] : [];
}

function marking(): Plugin {
  const places = new Set<string>();
  return new Plugin({
    view: ({ state }) => {
      state.doc.descendants((node) => {
        if (node.isTextblock && node.textContent.startsWith(SIGN)) places.add(node.textContent);
      });
      return {};
    },
    appendTransaction: (_all, before, after) => mark(before, after, places),
  });
}

function mark(before: EditorState, after: EditorState, places: ReadonlySet<string>): Transaction | null {
  const { $from, empty } = after.selection;
  if (!empty || before.selection.eq(after.selection) || !places.has($from.parent.textContent)) return null;
  const old = before.selection;
  const here = old.from >= $from.start() && old.to <= $from.end() && before.doc.eq(after.doc);
  return here ? null : after.tr.setSelection(TextSelection.create(after.doc, $from.start(), $from.end()));
}
