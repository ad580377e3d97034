// Opens the browser's file picker for the editor.
import type { Command } from "prosemirror-state";

export const pickFile: Command = (_state, dispatch, view) => {
  const picker = view?.dom.closest("[data-editor]")?.querySelector<HTMLInputElement>("input[type=file]");
  if (view && !picker) return false;
  if (dispatch) picker?.click();
  return true;
};
