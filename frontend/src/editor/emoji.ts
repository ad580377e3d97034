// The emoji picker; loaded on first use.
import type { Command } from "prosemirror-state";

export const openEmojis: Command = (state, dispatch, view) => {
  if (state.selection.$from.parent.type.spec.code) return false;
  if (dispatch && view) void import("./emoji_dialog").then(({ chooseEmoji }) => chooseEmoji(view));
  return true;
};
