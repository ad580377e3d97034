// What the keys do in the rich editor.
import { baseKeymap, chainCommands, exitCode, joinBackward, lift, selectNodeBackward, deleteSelection } from "prosemirror-commands";
import { undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Plugin, Selection, TextSelection, type Command, type EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "../markdown/schema";
import * as actions from "./actions";
import type { Action } from "./actions";
import { around, insideOf } from "./blocks";
import { fenceToCode } from "./input_rules";
import { leaveFullScreen } from "./full_screen";
import { backspaceItem, liftItem, sinkItem, splitItem } from "./lists";

const { hard_break, heading, paragraph, table, code_block, raw_block, math_block } = schema.nodes;
const SOURCE = [code_block, raw_block, math_block];

export function keys(save: () => void): Plugin[] {
  const saving: Command = () => {
    save();
    return true;
  };
  return [
    freshCursor(),
    wayOut(),
    keymap({
      ...fromActions(),
      "Mod-Shift-z": actions.doAgain.run,
      "Mod-Enter": saving,
      Enter: chainCommands(fenceToCode, leaveQuote, splitItem),
      "Shift-Enter": chainCommands(exitCode, breakLine),
      Backspace: chainCommands(undoInputRule, deleteSelection, backspaceItem, liftAtStart),
      Tab: chainCommands(indentCode, sinkItem),
      "Shift-Tab": chainCommands(outdentCode, liftItem),
      Escape: leaveFullScreen,
      ArrowDown: belowTheEnd,
      "Ctrl-End": toTheEnd,
    }),
    keymap(baseKeymap),
  ];
}

function fromActions(): Record<string, Command> {
  const { bold, italic, strike, code, link, headings, bullets, numbers, checklist, tick, takeBack, doAgain, find } = actions;
  const all: Action[] = [bold, italic, strike, code, link, ...headings, bullets, numbers, checklist, tick, takeBack, doAgain, find];
  return Object.fromEntries(all.flatMap(({ key, run }) => (key ? [[key, run]] : [])));
}

/** The browser reports a moved cursor slightly late; a key pressed at once must not act at the old position. */
function freshCursor(): Plugin {
  const keydown = (view: EditorView, event: KeyboardEvent): boolean => {
    if (!view.composing && !event.isComposing) document.dispatchEvent(new Event("selectionchange"));
    return false;
  };
  return new Plugin({ props: { handleDOMEvents: { keydown } } });
}

/** After Escape the next Tab is the browser's own, so that the text is no keyboard trap. */
function wayOut(): Plugin {
  let leaving = false;
  const keydown = (_view: unknown, { key }: KeyboardEvent): boolean => {
    const out = leaving && key === "Tab";
    if (key !== "Shift") leaving = key === "Escape";
    return out;
  };
  return new Plugin({ props: { handleDOMEvents: { keydown } } });
}

/** The browser's own default goes next to a table that ends the page, where a space would be lost. */
const toTheEnd: Command = (state, dispatch) => {
  dispatch?.(state.tr.setSelection(Selection.atEnd(state.doc)).scrollIntoView());
  return true;
};

/** Below a table or code at the end of the page there is always room for one more paragraph. */
const belowTheEnd: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const last = $from.depth > 0 && $from.after(1) === state.doc.content.size;
  const atEnd = $from.node(1)?.type === table ? selectionInLastRow(state) : SOURCE.includes($from.parent.type) && $from.pos === $from.end();
  if (!empty || !last || !atEnd) return false;
  const tr = state.tr.insert(state.doc.content.size, paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
  return true;
};

function selectionInLastRow({ selection: { $from } }: EditorState): boolean {
  return $from.index(1) === $from.node(1).childCount - 1;
}

/** A line break inside the paragraph or cell; a heading is one line. */
const breakLine: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type === heading || !$from.parent.inlineContent) return true;
  dispatch?.(state.tr.replaceSelectionWith(hard_break.create()).scrollIntoView());
  return true;
};

/** Enter in an empty paragraph ends the quotation or callout around it. */
const leaveQuote: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.content.size > 0 || $from.depth < 2) return false;
  const outer = $from.node(-1).type;
  const last = $from.index(-1) === $from.node(-1).childCount - 1;
  return (outer === schema.nodes.blockquote || outer === schema.nodes.callout) && last && lift(state, dispatch);
};

/** Backspace at the very start: a heading becomes text, a quotation is unwrapped, and only then blocks are joined. */
const liftAtStart: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || insideOf(state, table, {})) return false;
  if ($from.parent.type === heading || SOURCE.some((type) => type === $from.parent.type && $from.parent.content.size === 0)) {
    return actions.paragraph.run(state, dispatch, view);
  }
  if ($from.depth > 1 && $from.index(-1) === 0 && around(state, (node) => node.type === schema.nodes.list_item) === null) return lift(state, dispatch);
  return chainCommands(joinBackward, selectNodeBackward)(state, dispatch, view);
};

const inSource = (state: EditorState): boolean => SOURCE.includes(state.selection.$from.parent.type);

const indentCode: Command = (state, dispatch) => {
  if (!inSource(state)) return false;
  dispatch?.(state.tr.insertText("  ").scrollIntoView());
  return true;
};

const outdentCode: Command = (state, dispatch) => {
  if (!inSource(state)) return false;
  const { $from } = state.selection;
  const before = $from.parent.textBetween(0, $from.parentOffset);
  const line = $from.start() + before.lastIndexOf("\n") + 1;
  const blanks = /^(\t| {1,2})/.exec(state.doc.textBetween(line, $from.end()))?.[0].length ?? 0;
  if (blanks > 0) dispatch?.(state.tr.delete(line, line + blanks));
  return true;
};
