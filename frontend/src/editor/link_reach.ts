// Links in the rich editor: the range of the link at the cursor, and the command that removes it.
import type { Mark } from "prosemirror-model";
import type { Command, EditorState } from "prosemirror-state";
import { schema } from "../markdown/schema";
import { UNLINKED } from "./bare_links";

const { link } = schema.marks;

export interface LinkAt {
  from: number;
  to: number;
  mark: Mark;
}

/** The link at the cursor, as far as it extends with the same address. */
export function linkAt({ doc, selection: { $from, from } }: EditorState): LinkAt | null {
  const mark = link.isInSet($from.marks()) ?? link.isInSet($from.nodeAfter?.marks ?? []);
  if (!mark) return null;
  const start = $from.start();
  let reach: LinkAt | null = null;
  doc.resolve(start).parent.forEach((node, offset) => {
    const [begin, end] = [start + offset, start + offset + node.nodeSize];
    if (!mark.isInSet(node.marks)) return;
    if (reach?.to === begin) reach.to = end;
    else if (begin <= from && (reach === null || reach.to < from)) reach = { from: begin, to: end, mark };
  });
  return reach;
}

export const removeLink: Command = (state, dispatch) => {
  const reach = linkAt(state);
  if (!reach) return false;
  dispatch?.(state.tr.removeMark(reach.from, reach.to, link).setMeta(UNLINKED, true));
  return true;
};
