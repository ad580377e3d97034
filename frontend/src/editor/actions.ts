// What can be done to the text, one row each: toolbar, menus, slash menu and keys are made from these.
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
  /** The word of the button is `do_<name>`. */
  name: string;
  icon: string;
  /** As prosemirror-keymap writes it. */
  key?: string;
  /** Words of both languages by which the slash menu finds it, whichever is shown. */
  find?: string;
  run: Command;
  pressed?: (state: EditorState) => boolean;
}

const { nodes, marks } = schema;

const heading = (level: number, find: string): Action => ({
  name: `heading_${level}`,
  icon: `heading-${level}`,
  key: `Mod-Shift-${level}`,
  find,
  run: setBlockType(nodes.heading, { level }),
  pressed: (state) => ofType(state, nodes.heading, { level }),
});

const callout = (kind: string, icon: string, find: string): Action => ({
  name: `callout_${kind}`,
  icon,
  find: `callout hinweiskasten ${find}`,
  run: turnIntoCallout(kind),
  pressed: (state) => insideOf(state, nodes.callout, { kind }),
});

export const bold: Action = { name: "bold", icon: "bold", key: "Mod-b", run: toggleMark(marks.strong), pressed: markedWith(marks.strong) };
export const italic: Action = { name: "italic", icon: "italic", key: "Mod-i", run: toggleMark(marks.em), pressed: markedWith(marks.em) };
export const strike: Action = { name: "strike", icon: "strikethrough", key: "Mod-Shift-x", run: toggleMark(marks.strike), pressed: markedWith(marks.strike) };
export const code: Action = { name: "code", icon: "code", key: "Mod-e", run: toggleMark(marks.code), pressed: markedWith(marks.code) };
export const link: Action = { name: "link", icon: "link", key: "Mod-k", find: "link verweis adresse url", run: editLink, pressed: markedWith(marks.link) };

export const paragraph: Action = {
  name: "paragraph",
  icon: "pilcrow",
  key: "Mod-Shift-0",
  find: "paragraph absatz text",
  run: setBlockType(nodes.paragraph),
  pressed: (state) => ofType(state, nodes.paragraph, {}),
};
export const headings: Action[] = [
  paragraph,
  heading(2, "heading überschrift h2 titel title section abschnitt"),
  heading(3, "heading überschrift h3 subheading unterüberschrift"),
  heading(4, "heading überschrift h4"),
];

export const bullets: Action = { name: "list", icon: "list", key: "Mod-Shift-8", find: "list liste aufzählung bullets punkte", run: toggleList(nodes.bullet_list), pressed: inList(nodes.bullet_list) };
export const numbers: Action = { name: "numbers", icon: "list-ordered", key: "Mod-Shift-7", find: "list liste numbers nummern nummeriert", run: toggleList(nodes.ordered_list), pressed: inList(nodes.ordered_list) };
export const checklist: Action = { name: "checklist", icon: "list-checks", key: "Mod-Shift-9", find: "checklist checkliste aufgaben tasks todo", run: toggleTasks, pressed: inTasks };
export const file: Action = { name: "file", icon: "image", find: "picture image bild file datei foto attachment anhang", run: pickFile };
export const table: Action = { name: "table", icon: "table", find: "table tabelle", run: insertTable, pressed: (state) => insideOf(state, nodes.table, {}) };

export const quote: Action = { name: "quote", icon: "quote", find: "quotation zitat quote", run: toggleQuote, pressed: (state) => insideOf(state, nodes.blockquote, {}) };
export const callouts: Action[] = [
  callout("note", "info", "note hinweis"),
  callout("tip", "lightbulb", "tip tipp rat"),
  callout("important", "message-square-warning", "important wichtig"),
  callout("warning", "alert-triangle", "warning warnung"),
  callout("caution", "octagon-alert", "caution vorsicht danger gefahr"),
];
export const codeBlock: Action = { name: "code_block", icon: "square-code", find: "code block programm quelltext", run: insertCodeBlock, pressed: (state) => ofType(state, nodes.code_block, {}) };
export const rule: Action = { name: "rule", icon: "minus", find: "rule line linie trennlinie", run: insertRule };
export const emoji: Action = { name: "emoji", icon: "smile", find: "emoji smiley symbol", run: openEmojis };
export const tick: Action = { name: "tick", icon: "check", key: "Mod-Shift-Enter", run: toggleTask };
export const takeBack: Action = { name: "undo", icon: "undo", key: "Mod-z", run: undo };
export const doAgain: Action = { name: "redo", icon: "redo", key: "Mod-y", run: redo };
export const find: Action = { name: "find", icon: "search", key: "Mod-f", run: openFind };
export const fullScreen: Action = { name: "full_screen", icon: "maximize", run: toggleFullScreen, pressed: isFullScreen };

const footnote: Action = { name: "footnote", icon: "superscript", find: "footnote fußnote quelle source", run: insertFootnote };
const formula: Action = { name: "formula", icon: "sigma", find: "formula formel maths mathematik", run: insertFormula };
const diagram: Action = { name: "diagram", icon: "workflow", find: "diagram diagramm mermaid ablauf flowchart", run: insertDiagram };

/** What the space of this page has switched on beyond the usual. */
export function extras(features: ReadonlySet<string>): Action[] {
  const known: [string, Action][] = [["footnotes", footnote], ["maths", formula], ["diagrams", diagram]];
  return known.filter(([name]) => features.has(name)).map(([, action]) => action);
}
