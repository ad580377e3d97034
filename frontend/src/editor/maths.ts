// Inserts formulas and diagrams.
import type { Command } from "prosemirror-state";
import { schema } from "../markdown/schema";
import { insertBlock } from "./blocks";

const { math_block, code_block } = schema.nodes;
const FIRST_DIAGRAM = "flowchart LR\n  A --> B";

export const insertFormula: Command = (state, dispatch) => {
  dispatch?.(insertBlock(state.tr, math_block.create()));
  return true;
};

export const insertDiagram: Command = (state, dispatch) => {
  dispatch?.(insertBlock(state.tr, code_block.create({ info: "mermaid" }, schema.text(FIRST_DIAGRAM))));
  return true;
};
