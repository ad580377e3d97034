// Converts the syntax tree to the editor's document, recording where the source of every block is.
import type { Blockquote, BlockContent, Code, DefinitionContent, Heading, List, ListItem, Nodes, Parents, Root, RootContent } from "mdast";
import { Fragment, type Node } from "prosemirror-model";
import { calloutOf } from "./callouts";
import type { Definitions } from "./definitions";
import { listMarker, type ListMarker } from "./list_markers";
import type { Original, Originals } from "./originals";
import { InlineReader } from "./read_inline";
import { TableReader } from "./read_tables";
import { schema } from "./schema";
import { columnsOf, prefixLength, type Container } from "./source";

const { nodes } = schema;
const FOOTNOTE_WIDTH = 4;

type Around = readonly Container[];
type Block = RootContent | BlockContent | DefinitionContent;

export class BlockReader {
  private readonly inline: InlineReader;
  private readonly tables: TableReader;

  constructor(
    private readonly originals: Originals,
    definitions: Definitions,
    maths: boolean,
  ) {
    this.inline = new InlineReader(originals.source, definitions);
    this.tables = new TableReader(originals, this.inline, definitions, maths);
  }

  read(root: Root): Original {
    return this.whole(root, root.children, [], (content) => nodes.doc.create(null, content));
  }

  private whole(node: Nodes, children: readonly Block[], around: Around, make: (content: Node[]) => Node, inside: Around = around): Original {
    const originals = this.blocks(children, inside);
    const content = originals.length ? originals.map((child) => child.node) : [nodes.paragraph.create()];
    return this.originals.add({ node: make(content), ...rangeOf(node), around, children: originals });
  }

  private blocks(children: readonly Block[], around: Around): Original[] {
    const originals = children.map((child) => this.block(child, around));
    originals.forEach((original, at) => {
      const before = originals[at - 1];
      if (before && original.start < before.end) original.start = this.nextLine(before.end, around);
    });
    return originals;
  }

  private block(block: Block, around: Around): Original {
    switch (block.type) {
      case "paragraph":
        return this.tables.filled(block, around) ?? this.leaf(block, around, nodes.paragraph.create(null, this.inline.read(block.children, around)));
      case "heading":
        return this.leaf(block, around, nodes.heading.create(headingAttributes(block, this.plain(block, around)), this.inline.read(block.children, around)));
      case "blockquote":
        return this.quote(block, around);
      case "list":
        return this.list(block, around);
      case "code":
        return this.code(block, around);
      case "thematicBreak":
        return this.leaf(block, around, nodes.horizontal_rule.create({ source: this.plain(block, around) }));
      case "table":
        return this.tables.read(block, around);
      case "math":
        return this.leaf(block, around, nodes.math_block.create(fencesOf(this.plain(block, around), "$$"), textOf(block.value)));
      case "footnoteDefinition":
        return this.whole(block, block.children, around, (content) => nodes.footnote_definition.create({ label: block.label ?? block.identifier }, content), [
          ...around,
          { kind: "item", width: FOOTNOTE_WIDTH },
        ]);
      default:
        return this.leaf(block, around, nodes.raw_block.create({ kind: KINDS[block.type] ?? "unknown" }, textOf(this.plain(block, around))));
    }
  }

  private leaf(block: Nodes, around: Around, node: Node): Original {
    return this.originals.add({ node, ...rangeOf(block), around, children: [] });
  }

  private plain(block: Nodes, around: Around): string {
    const { start, end } = rangeOf(block);
    return this.originals.source.plain(start, end, around);
  }

  private quote(quote: Blockquote, around: Around): Original {
    const inside: Around = [...around, { kind: "quote" }];
    const callout = calloutOf(
      quote,
      (paragraph) => this.plain(paragraph, inside),
      (paragraph) => this.nextLine(rangeOf(paragraph).start, inside),
    );
    if (!callout) return this.whole(quote, quote.children, around, (content) => nodes.blockquote.create(null, content), inside);
    const { kind, callWords, children } = callout;
    return this.whole(quote, children, around, (content) => nodes.callout.create({ kind, callWords }, content), inside);
  }

  /**
   * Where the next line's own text begins. In the tree, a heading starts at the definitions before it, if there are
   * any.
   */
  private nextLine(offset: number, around: Around): number {
    const { text } = this.originals.source;
    const next = text.indexOf("\n", offset) + 1;
    const line = text.slice(next).split("\n", 1)[0] ?? "";
    const own = prefixLength(line, around);
    return next + own + (/^[ \t]*/.exec(line.slice(own))?.[0].length ?? 0);
  }

  private list(list: List, around: Around): Original {
    const markers = list.children.map((item) => this.marker(item, around));
    const items = list.children.map((item, at) => this.item(item, markers[at] ?? listMarker("-"), around));
    const tight = !list.spread && list.children.every((item) => !item.spread);
    const content = items.map((item) => item.node);
    const node = list.ordered
      ? nodes.ordered_list.create({ start: list.start ?? 1, step: stepOf(markers), tight }, content)
      : nodes.bullet_list.create({ tight }, content);
    const { start, end } = rangeOf(list);
    return this.originals.add({ node, start, end: items.at(-1)?.end ?? end, around, children: items });
  }

  private item(item: ListItem, marker: ListMarker, around: Around): Original {
    const inside: Around = [...around, { kind: "item", width: this.indentation(item, around) + marker.width }];
    const [first] = item.children;
    const empty = item.children.length === 1 && first?.type === "paragraph" && /^\[[ xX]\][ \t]*$/.exec(this.plain(first, inside));
    if (empty) {
      return this.whole(item, [], around, (content) => nodes.list_item.create({ checked: !empty[0].startsWith("[ "), marker: marker.text }, content));
    }
    const children = typeof item.checked === "boolean" ? this.behindBox(item.children, inside) : item.children;
    return this.whole(item, children, around, (content) => nodes.list_item.create({ checked: item.checked ?? null, marker: marker.text }, content), inside);
  }

  /** A task's first paragraph begins after its box; the tree says so only if text follows. */
  private behindBox(children: ListItem["children"], around: Around): ListItem["children"] {
    const [first, ...others] = children;
    if (first?.type !== "paragraph" || !first.position) return children;
    const { start } = rangeOf(first);
    const box = /^\[[ xX]\][ \t]+/.exec(this.plain(first, around))?.[0] ?? "";
    return [{ ...first, position: { ...first.position, start: { ...first.position.start, offset: start + box.length } } }, ...others];
  }

  private marker(item: ListItem, around: Around): ListMarker {
    const { start } = rangeOf(item);
    return listMarker(this.plain(item, around), this.originals.source.column(start));
  }

  /** Columns between the surrounding container and the item's marker. */
  private indentation(item: ListItem, around: Around): number {
    const { start } = rangeOf(item);
    const { source } = this.originals;
    const before = source.text.slice(source.lineStart(start), start);
    if (/[^\s>]/.test(before)) return 0;
    return columnsOf(before) - columnsOf(before.slice(0, prefixLength(before, around)));
  }

  private code(code: Code, around: Around): Original {
    const source = this.plain(code, around);
    const fenced = /^(?:`{3,}|~{3,})/.test(source);
    const attributes = fenced ? { kindOfCode: "fenced", info: infoOf(source), ...fencesOf(source, "```") } : { kindOfCode: "indented" };
    return this.leaf(code, around, nodes.code_block.create(attributes, textOf(code.value)));
  }
}

const KINDS: Record<string, string> = { html: "html", yaml: "yaml", definition: "definition" };

export function rangeOf(node: Nodes | Parents): { start: number; end: number } {
  const { position } = node;
  if (position?.start.offset === undefined || position.end.offset === undefined) throw new Error("a block without a place");
  return { start: position.start.offset, end: position.end.offset };
}

function textOf(text: string): Fragment {
  return text ? Fragment.from(schema.text(text)) : Fragment.empty;
}

function headingAttributes(heading: Heading, source: string): { level: number; style: string | null } {
  if (!source.startsWith("#")) return { level: heading.depth, style: `setext:${source.split("\n").at(-1)?.trimEnd() ?? ""}` };
  const closing = /[ \t](#+)[ \t]*$/.exec(source);
  return { level: heading.depth, style: closing ? `closed:${closing[1] ?? ""}` : null };
}

/** The opening fence and, unless the block ends at the end of the text, the closing fence. */
function fencesOf(source: string, usual: string): { fence: string; fenceEnd: string | null } {
  const lines = source.split("\n");
  const fence = /^(?:`+|~+|\$+)/.exec(source)?.[0] ?? usual;
  const last = lines.length > 1 ? (lines.at(-1) ?? "").trim() : "";
  const closes = last.length >= fence.length && [...last].every((character) => character === fence[0]);
  return { fence, fenceEnd: closes ? last : null };
}

function infoOf(source: string): string {
  return (/^(?:`+|~+)[ \t]*([^\n]*)/.exec(source)?.[1] ?? "").trimEnd();
}

function stepOf(markers: ListMarker[]): number | null {
  const numbers = markers.map((marker) => marker.number);
  const [first = 1, second] = numbers;
  if (second === undefined || numbers.every((number, at) => number === first + at)) return 1;
  return numbers.every((number) => number === first) ? 0 : null;
}
