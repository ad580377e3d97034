// The choice of emojis; it is loaded when it is first wanted.
import type { Command } from "prosemirror-state";

export const openEmojis: Command = (state, dispatch, view) => {
  if (state.selection.$from.parent.type.spec.code) return false;
  if (dispatch && view) void import("./emoji_dialog").then(({ chooseEmoji }) => chooseEmoji(view));
  return true;
};
