// The command that creates or changes a link in the rich editor; its dialogs are loaded on demand.
import { NodeSelection, type Command } from "prosemirror-state";
import { schema } from "../markdown/schema";

const { wiki_link } = schema.nodes;

export const editLink: Command = (state, dispatch, view) => {
  const { selection } = state;
  if (selection.$from.parent.type.spec.code) return false;
  if (!dispatch || !view) return true;
  void import("./link_dialog").then(({ editPlainLink, editWikiLink }) =>
    selection instanceof NodeSelection && selection.node.type === wiki_link ? editWikiLink(view, selection.node, selection.from) : editPlainLink(view),
  );
  return true;
};
