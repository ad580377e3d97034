// The actions on the text, one row each: toolbar, menus, slash menu and keys are built from these.
import { setBlockType, toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import type { Command, EditorState } from "prosemirror-state";
import { schema } from "../markdown/schema";
import { insertCodeBlock, insertRule, insideOf, markedWith, ofType, toggleQuote, turnIntoCallout } from "./blocks";
import { openEmojis } from "./emoji";
import { openFind } from "./find_loading";
import { insertFootnote } from "./footnotes";
import { isFullScreen, toggleFullScreen } from "./full_screen";
import { editLink } from "./link";
import { inList, inTasks, toggleList, toggleTask, toggleTasks } from "./lists";
import { insertDiagram, insertFormula } from "./maths";
import { pickFile } from "./picker";
import { insertTable } from "./table_loading";

export interface Action {
  /** The label of the button is `do_<name>`. */
  name: string;
  icon: string;
  /** In prosemirror-keymap notation. */
  key?: string;
  run: Command;
  pressed?: (state: EditorState) => boolean;
}

const { nodes, marks } = schema;

const heading = (level: number): Action => ({
  name: `heading_${level}`,
  icon: `heading-${level}`,
  key: `Mod-Shift-${level}`,
  run: setBlockType(nodes.heading, { level }),
  pressed: (state) => ofType(state, nodes.heading, { level }),
});

const callout = (kind: string, icon: string): Action => ({
  name: `callout_${kind}`,
  icon,
  run: turnIntoCallout(kind),
  pressed: (state) => insideOf(state, nodes.callout, { kind }),
});

export const bold: Action = { name: "bold", icon: "bold", key: "Mod-b", run: toggleMark(marks.strong), pressed: markedWith(marks.strong) };
export const italic: Action = { name: "italic", icon: "italic", key: "Mod-i", run: toggleMark(marks.em), pressed: markedWith(marks.em) };
export const strike: Action = { name: "strike", icon: "strikethrough", key: "Mod-Shift-x", run: toggleMark(marks.strike), pressed: markedWith(marks.strike) };
export const code: Action = { name: "code", icon: "code", key: "Mod-e", run: toggleMark(marks.code), pressed: markedWith(marks.code) };
export const link: Action = { name: "link", icon: "link", key: "Mod-k", run: editLink, pressed: markedWith(marks.link) };

export const paragraph: Action = {
  name: "paragraph",
  icon: "pilcrow",
  key: "Mod-Shift-0",
  run: setBlockType(nodes.paragraph),
  pressed: (state) => ofType(state, nodes.paragraph, {}),
};
export const headings: Action[] = [
  paragraph,
  heading(2),
  heading(3),
  heading(4),
];

export const bullets: Action = { name: "list", icon: "list", key: "Mod-Shift-8", run: toggleList(nodes.bullet_list), pressed: inList(nodes.bullet_list) };
export const numbers: Action = { name: "numbers", icon: "list-ordered", key: "Mod-Shift-7", run: toggleList(nodes.ordered_list), pressed: inList(nodes.ordered_list) };
export const checklist: Action = { name: "checklist", icon: "list-checks", key: "Mod-Shift-9", run: toggleTasks, pressed: inTasks };
export const file: Action = { name: "file", icon: "image", run: pickFile };
export const table: Action = { name: "table", icon: "table", run: insertTable, pressed: (state) => insideOf(state, nodes.table, {}) };

export const quote: Action = { name: "quote", icon: "quote", run: toggleQuote, pressed: (state) => insideOf(state, nodes.blockquote, {}) };
export const callouts: Action[] = [
  callout("note", "info"),
  callout("tip", "lightbulb"),
  callout("important", "message-square-warning"),
  callout("warning", "alert-triangle"),
  callout("caution", "octagon-alert"),
];
export const codeBlock: Action = { name: "code_block", icon: "square-code", run: insertCodeBlock, pressed: (state) => ofType(state, nodes.code_block, {}) };
export const rule: Action = { name: "rule", icon: "minus", run: insertRule };
/** Typed like any other text; the list opens there. */
const insertSign: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset, undefined, " ");
  dispatch?.(state.tr.insertText(/^[\s(]?$/.test(before) ? "@" : " @").scrollIntoView());
  return true;
};

export const mention: Action = { name: "mention", icon: "user", run: insertSign };
export const emoji: Action = { name: "emoji", icon: "smile", run: openEmojis };
export const tick: Action = { name: "tick", icon: "check", key: "Mod-Shift-Enter", run: toggleTask };
export const takeBack: Action = { name: "undo", icon: "undo", key: "Mod-z", run: undo };
export const doAgain: Action = { name: "redo", icon: "redo", key: "Mod-y", run: redo };
export const find: Action = { name: "find", icon: "search", key: "Mod-f", run: openFind };
export const fullScreen: Action = { name: "full_screen", icon: "maximize", run: toggleFullScreen, pressed: isFullScreen };

const footnote: Action = { name: "footnote", icon: "superscript", run: insertFootnote };
const formula: Action = { name: "formula", icon: "sigma", run: insertFormula };
const diagram: Action = { name: "diagram", icon: "workflow", run: insertDiagram };

/** The extra features enabled in the space of this page. */
export function extras(features: ReadonlySet<string>): Action[] {
  const known: [string, Action][] = [["footnotes", footnote], ["maths", formula], ["diagrams", diagram]];
  return known.filter(([name]) => features.has(name)).map(([, action]) => action);
}
