// The node views of the editor, for nodes that need more than their HTML.
import type { MarkViewConstructor, NodeViewConstructor } from "prosemirror-view";
import { calloutView } from "./callout";
import { codeView, mathView, rawView } from "./code";
import { footnoteView } from "./footnote";
import { imageView } from "./image";
import { inlineMathView } from "./inline_math";
import { itemView } from "./item";
import { linkView } from "./link";
import { tableView } from "./table";

export const markViews: Record<string, MarkViewConstructor> = { link: linkView };

export const nodeViews: Record<string, NodeViewConstructor> = {
  callout: calloutView,
  code_block: codeView,
  footnote_definition: footnoteView,
  image: imageView,
  inline_math: inlineMathView,
  list_item: itemView,
  math_block: mathView,
  raw_block: rawView,
  table: tableView,
};
