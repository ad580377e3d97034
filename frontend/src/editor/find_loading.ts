// Loads find and replace on first use.
import type { Command } from "prosemirror-state";

export const openFind: Command = (_state, dispatch, view) => {
  if (dispatch && view) void import("./find_panel").then(({ openPanel }) => openPanel(view));
  return true;
};
