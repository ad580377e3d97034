// What a page can contain while it is edited: the ProseMirror document model. Nothing here knows Markdown or a browser.
//
// Attributes named in BOOKKEEPING record how something was written, not what it means: two documents that differ only
// in them mean the same.
import { Schema, type Attrs, type DOMOutputSpec, type Mark, type Node, type NodeSpec } from "prosemirror-model";

export const BOOKKEEPING: ReadonlySet<string> = new Set([
  "style", "marker", "tight", "step", "kindOfCode", "fence", "fenceEnd", "source", "separator", "lead", "tail", "width",
  "delimiter", "form", "ending", "callWords",
]);

type Attributes = Record<string, { default: unknown }>;

/** Attributes that are absent (null) unless the source says otherwise. */
const unset = (...names: string[]): Attributes => Object.fromEntries(names.map((name) => [name, { default: null }]));

const cellAttributes = { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null }, align: { default: null }, ...unset("width") };

function cell(tag: "td" | "th"): NodeSpec {
  return {
    content: "inline*",
    attrs: cellAttributes,
    tableRole: tag === "th" ? "header_cell" : "cell",
    isolating: true,
    parseDOM: [{ tag }],
    toDOM: (node) => [tag, node.attrs["align"] ? { class: `align-${String(node.attrs["align"])}` } : {}, 0],
  };
}

/** A label as displayed: the server formats its content. */
function withoutSigns(label: string): string {
  return label.replace(/(\*\*|__|~~|`|\*|_)(?=\S)(.+?)(?<=\S)\1/g, "$2");
}

function taskState({ dataset: { checked } }: HTMLElement): boolean | null {
  return checked === undefined ? null : checked === "true";
}

function heading(level: number): { tag: string; attrs: Attrs } {
  return { tag: `h${level}`, attrs: { level } };
}

/** An inline unit that is atomic for the author; `source` is exactly its Markdown. */
function atom(attrs: Attributes, toDOM: (node: Node) => DOMOutputSpec): NodeSpec {
  return { group: "inline", inline: true, atom: true, attrs: { ...attrs, source: { default: null } }, toDOM };
}

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block",
      content: "inline*",
      defining: true,
      attrs: { level: { default: 2 }, ...unset("style") },
      parseDOM: [1, 2, 3, 4, 5, 6].map(heading),
      toDOM: (node) => [`h${String(node.attrs["level"])}`, 0],
    },
    blockquote: { group: "block", content: "block+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    /** GitHub's five kinds, written `> [!NOTE]`; `callWords` is how the first line was written. */
    callout: {
      group: "block",
      content: "block+",
      defining: true,
      attrs: { kind: { default: "note" }, ...unset("callWords") },
      parseDOM: [{ tag: "div[data-callout]", getAttrs: (element) => ({ kind: (element as HTMLElement).dataset["callout"] }) }],
      toDOM: (node) => ["div", { class: `callout ${String(node.attrs["kind"])}`, "data-callout": node.attrs["kind"] }, 0],
    },
    bullet_list: { group: "block", content: "list_item+", attrs: unset("tight"), parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    /** `step` is 1 if the numbers count up, 0 if all are the same. */
    ordered_list: {
      group: "block",
      content: "list_item+",
      attrs: { start: { default: 1 }, ...unset("step", "tight") },
      parseDOM: [{ tag: "ol", getAttrs: (element) => ({ start: (element as HTMLOListElement).start || 1 }) }],
      toDOM: (node) => ["ol", { start: node.attrs["start"] }, 0],
    },
    /**
     * `checked` is null for a plain item, true or false for a task; `marker` is how it was written, including spaces.
     */
    list_item: {
      content: "block+",
      defining: true,
      attrs: unset("checked", "marker"),
      parseDOM: [{ tag: "li", getAttrs: (element) => ({ checked: taskState(element as HTMLElement) }) }],
      toDOM: (node) => ["li", node.attrs["checked"] === null ? {} : { class: "task", "data-checked": String(node.attrs["checked"]) }, 0],
    },
    /** `info` is the whole info string; `kindOfCode` is "fenced" or "indented". */
    code_block: {
      group: "block",
      content: "text*",
      marks: "",
      code: true,
      defining: true,
      attrs: { info: { default: "" }, ...unset("kindOfCode", "fence", "fenceEnd") },
      parseDOM: [{ tag: "pre", preserveWhitespace: "full", getAttrs: (element) => ({ info: (element as HTMLElement).dataset["info"] ?? "" }) }],
      toDOM: (node) => ["pre", ["code", { "data-info": node.attrs["info"] }, 0]],
    },
    /** Source that the editor cannot represent: "html", "yaml" (front matter), "definition", "unknown". */
    raw_block: {
      group: "block",
      content: "text*",
      marks: "",
      code: true,
      defining: true,
      attrs: { kind: { default: "html" } },
      toDOM: (node) => ["pre", { class: "raw", "data-kind": node.attrs["kind"] }, ["code", 0]],
    },
    /** A block formula, written between two lines of `$$`. */
    math_block: {
      group: "block",
      content: "text*",
      marks: "",
      code: true,
      defining: true,
      attrs: unset("fence", "fenceEnd"),
      toDOM: () => ["pre", { class: "math" }, ["code", 0]],
    },
    footnote_definition: {
      group: "block",
      content: "block+",
      defining: true,
      attrs: { label: { default: "1" } },
      toDOM: (node) => ["div", { class: "footnote", "data-label": node.attrs["label"] }, 0],
    },
    horizontal_rule: { group: "block", attrs: unset("source"), parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    /** `align` is null, "left", "right" or "center" for each column; `separator` is the line below the header. */
    table: {
      group: "block",
      content: "table_row+",
      tableRole: "table",
      isolating: true,
      attrs: { align: { default: [] }, ...unset("separator") },
      parseDOM: [{ tag: "table" }],
      toDOM: () => ["div", { class: "table-wrap" }, ["table", ["tbody", 0]]],
    },
    table_row: { content: "(table_cell | table_header)+", tableRole: "row", attrs: unset("lead", "tail"), parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
    table_cell: cell("td"),
    table_header: cell("th"),
    text: { group: "inline" },
    /** A line break in the source of a paragraph, which reads as a space. */
    soft_break: { group: "inline", inline: true, atom: true, selectable: false, toDOM: () => ["span", { class: "soft-break" }, " "], leafText: () => "\n" },
    hard_break: { ...atom({}, () => ["br"]), selectable: false, parseDOM: [{ tag: "br" }], leafText: () => "\n" },
    image: {
      ...atom({ src: { default: "" }, alt: { default: "" }, title: { default: null } }, (node) => [
        "img",
        { src: node.attrs["src"], alt: node.attrs["alt"], title: node.attrs["title"] },
      ]),
      draggable: true,
      parseDOM: [{ tag: "img[src]", getAttrs: (element) => ({ src: (element as Element).getAttribute("src"), alt: (element as Element).getAttribute("alt") ?? "" }) }],
    },
    /**
     * `[[target]]` or `[[target|label]]`; `target` as written, including a leading `Space:` and a trailing `#heading`.
     */
    wiki_link: {
      ...atom({ target: { default: "" }, label: { default: null } }, (node) => [
        "a",
        { class: "wiki-link", "data-target": node.attrs["target"], ...(node.attrs["label"] === null ? {} : { "data-label": node.attrs["label"] }) },
        node.attrs["label"] === null ? String(node.attrs["target"]) : withoutSigns(String(node.attrs["label"])),
      ]),
      parseDOM: [{ tag: "a.wiki-link[data-target]", getAttrs: (element) => ({ target: (element as HTMLElement).dataset["target"], label: (element as HTMLElement).dataset["label"] ?? null }) }],
    },
    footnote_reference: atom({ label: { default: "1" } }, (node) => ["sup", { class: "footnote-reference" }, String(node.attrs["label"])]),
    inline_math: atom({ tex: { default: "" } }, (node) => ["span", { class: "inline-math" }, String(node.attrs["tex"])]),
    /** Inline source that the editor cannot represent: inline HTML, an empty link, a reference-style picture. */
    raw_inline: atom({ kind: { default: "html" } }, (node) => ["code", { class: "raw-inline" }, String(node.attrs["source"])]),
  },
  marks: {
    /** `form` is "inline", "angle", "bare" or "reference"; `ending` is the exact source after the text of the link. */
    link: {
      attrs: { href: { default: "" }, title: { default: null }, form: { default: "inline" }, ending: { default: null } },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (element) => ({ href: (element as Element).getAttribute("href"), title: (element as Element).getAttribute("title") }) }],
      toDOM: (mark: Mark) => ["a", { href: mark.attrs["href"], title: mark.attrs["title"] }, 0],
    },
    em: { attrs: { delimiter: { default: "*" } }, parseDOM: [{ tag: "i" }, { tag: "em" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
    strong: {
      attrs: { delimiter: { default: "**" } },
      parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (element) => (element as HTMLElement).style.fontWeight !== "normal" && null }, { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d\d)$/.test(value) && null }],
      toDOM: () => ["strong", 0],
    },
    strike: { attrs: { delimiter: { default: "~~" } }, parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }, { style: "text-decoration=line-through" }], toDOM: () => ["s", 0] },
    code: { attrs: { delimiter: { default: null } }, code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});
