// Everything the editor needs for tables, in one bundle loaded with the first table.
import { keymap } from "prosemirror-keymap";
import type { Plugin } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { cellBelow, nextCell, previousCell } from "./table";
import { tableMenu } from "./table_menu";
import { tableShape } from "./table_shape";

export function tablePlugins(): Plugin[] {
  return [keymap({ Enter: cellBelow, Tab: nextCell, "Shift-Tab": previousCell }), tableShape(), tableEditing(), tableMenu()];
}
