// The syntax of formulas, loaded where a space has switched them on.
export { mathFromMarkdown } from "mdast-util-math";
export { math } from "micromark-extension-math";
