// Markdown that is formatted while typing: "# ", "- ", "> ", "[ ] ", "**bold**" and so on.
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import type { MarkType } from "prosemirror-model";
import { TextSelection, type Command, type Plugin } from "prosemirror-state";
import { schema } from "../markdown/schema";
import { insertBlock } from "./blocks";
import { makeTask } from "./lists";

const { nodes, marks } = schema;

/** `[[Title]]` typed out by hand. */
const wikiLink = new InputRule(/\[\[([^[\]|\n]{1,1000}?)(?:\|([^[\]\n]{0,1000}))?\]\]$/u, (state, [, target = "", label], from, to) =>
  target.trim() ? state.tr.replaceWith(from, to, nodes.wiki_link.create({ target: target.trim(), label: label?.trim() || null })) : null,
);

export function rules(features: ReadonlySet<string>): Plugin {
  const blocks = [
    textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, (match) => ({ level: match[1]?.length ?? 2 })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    wrappingInputRule(/^\s*[-*+]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d{1,9})[.)]\s$/, nodes.ordered_list, (match) => ({ start: Number(match[1]) }), (match, list) => list.childCount + Number(list.attrs["start"]) === Number(match[1])),
    new InputRule(/^\[([ xX]?)\]\s$/, (state, match, from, to) => makeTask(state, from, to, Boolean(match[1]?.trim()))),
    textblockTypeInputRule(/^```(\S*)\s$/, nodes.code_block, (match) => ({ info: match[1] ?? "" })),
    new InputRule(/^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s$/i, toCallout),
    new InputRule(/^(---|___|\*\*\*)$/, (state, _match, from, to) =>
      state.doc.resolve(from).parent.type === nodes.paragraph ? insertBlock(state.tr.delete(from, to), nodes.horizontal_rule.create()) : null),
  ];
  const formulas = [textblockTypeInputRule(/^\$\$\s$/, nodes.math_block)];
  return inputRules({ rules: [wikiLink, ...blocks, ...(features.has("maths") ? formulas : []), ...spans()] });
}

function spans(): InputRule[] {
  return [
    markRule(/(^|[^*])\*\*([^*\s]|[^*\s][^*]*[^*\s])\*\*$/, marks.strong, 2),
    markRule(/(^|[^*])\*([^*\s]|[^*\s][^*]*[^*\s])\*$/, marks.em, 1),
    markRule(/(^|[^\p{L}\p{N}_])_([^_\s]|[^_\s][^_]*[^_\s])_$/u, marks.em, 1, { delimiter: "_" }),
    markRule(/(^|[^~])~~([^~\s]|[^~\s][^~]*[^~\s])~~$/, marks.strike, 2),
    markRule(/(^|[^`])`([^`]+)`$/, marks.code, 1),
    new InputRule(/(^|[^!])\[([^[\]]+)\]\((\S+)\)$/, (state, match, from, to) => {
      const [, before = "", text = "", href = ""] = match;
      return state.tr.replaceWith(from + before.length, to, schema.text(text, [marks.link.create({ href })])).removeStoredMark(marks.link);
    }, { inCodeMark: false }),
  ];
}

/**
 * The first group is the text before the opening sign, the second the text to mark; `width` is the length of the sign.
 */
function markRule(pattern: RegExp, type: MarkType, width: number, attrs: Record<string, string> = {}): InputRule {
  return new InputRule(pattern, (state, match, from, to) => {
    if (type !== marks.code && insideTicks(match)) return null;
    const open = from + (match[1]?.length ?? 0);
    const length = match[2]?.length ?? 0;
    const tr = state.tr.delete(open + width + length, to).delete(open, open + width);
    return tr.addMark(open, open + length, type.create(attrs)).removeStoredMark(type);
  }, { inCodeMark: false });
}

/** What is between an open "`" and the cursor is code whose end is still to be typed. */
function insideTicks({ input = "", index = 0 }: RegExpMatchArray): boolean {
  return input.slice(0, index).split("`").length % 2 === 0;
}

/** `[!NOTE]` as the first words of a quotation. */
const toCallout: ConstructorParameters<typeof InputRule>[1] = (state, match, from, to) => {
  const $from = state.doc.resolve(from);
  if (typeof match === "string" || $from.depth < 2 || $from.node(-1).type !== nodes.blockquote || $from.index(-1) > 0) return null;
  const kind = match[1]?.toLowerCase() ?? "note";
  return state.tr.delete(from, to).setNodeMarkup($from.before(-1), nodes.callout, { kind });
};

/** Enter after "```python" opens a code block. */
export const fenceToCode: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const fence = /^```(\S*)$/.exec($from.parent.textContent);
  if (!empty || !fence || $from.parent.type !== nodes.paragraph) return false;
  const tr = state.tr.delete($from.start(), $from.end());
  dispatch?.(tr.setBlockType($from.start(), $from.start(), nodes.code_block, { info: fence[1] ?? "" }).setSelection(TextSelection.create(tr.doc, $from.start())));
  return true;
};
