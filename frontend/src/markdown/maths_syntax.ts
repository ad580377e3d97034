// The syntax of formulas, loaded if the space has them enabled.
export { mathFromMarkdown } from "mdast-util-math";
export { math } from "micromark-extension-math";
