// Shows the editor full screen, until Escape or the button again.
import type { Command, EditorState } from "prosemirror-state";

const FULL = "full-screen";
let present: Element | null = null;

export const isFullScreen = (_state: EditorState): boolean => present !== null;

export const toggleFullScreen: Command = (_state, dispatch, view) => {
  if (dispatch && view) turn(present ? null : view.dom.closest("[data-editor]"));
  view?.focus();
  return true;
};

export const leaveFullScreen: Command = (_state, dispatch) => {
  if (!present) return false;
  if (dispatch) turn(null);
  return true;
};

function turn(editor: Element | null): void {
  present?.classList.remove(FULL);
  editor?.classList.add(FULL);
  document.documentElement.classList.toggle("covered", editor !== null);
  present = editor;
}
