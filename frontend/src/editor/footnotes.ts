// Inserts a footnote: its mark at the cursor, its text at the end of the page.
import type { Node } from "prosemirror-model";
import { TextSelection, type Command } from "prosemirror-state";
import { schema } from "../markdown/schema";

const { footnote_reference, footnote_definition, paragraph } = schema.nodes;

export const insertFootnote: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
  const label = unusedLabel(state.doc);
  const tr = state.tr.replaceSelectionWith(footnote_reference.create({ label }));
  const end = tr.doc.content.size;
  tr.insert(end, footnote_definition.create({ label }, paragraph.create()));
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1))).scrollIntoView());
  return true;
};

function unusedLabel(doc: Node): string {
  const used = new Set<string>();
  doc.descendants((node) => void (node.attrs["label"] && used.add(String(node.attrs["label"]))));
  let number = 1;
  while (used.has(String(number))) number++;
  return String(number);
}
