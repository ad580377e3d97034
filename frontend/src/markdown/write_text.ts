// Writes paragraphs, headings and cells as Markdown: the first of several spellings that reads back as the editor's
// content.
import type { Node } from "prosemirror-model";
import { escapeAll, escapeNothing, escapesFor, type Escape } from "./escapes";
import type { Readings } from "./readings";
import { schema } from "./schema";
import { splice } from "./splice";
import { isSetext } from "./tidy";
import { writeInline, type InlineStyle } from "./write_inline";

const { nodes } = schema;

/** What a block was, and how it was written. */
export interface Before {
  node: Node;
  source: string;
}

export class TextWriter {
  /** The hasty manner takes the first spelling, because the whole part is parsed again anyway. */
  constructor(
    private readonly readings: Readings,
    private readonly hasty: boolean,
  ) {}

  /** Words already in `before` stay as they are. */
  block(block: Node, before: Before | null): string {
    return this.best(
      block,
      before,
      (node, style) => this.compose(node, style),
      (text) => this.hasty || this.readings.says(text, [block]),
    );
  }

  cell(cell: Node, before: Before | null): string {
    const row = nodes.table_row.create(null, [nodes.table_header.create({ ...cell.attrs, align: null }, cell.content)]);
    const table = nodes.table.create({ align: [null] }, [row]);
    return this.best(
      cell,
      before,
      (node, style) => this.inline(node, style, { inTable: true, oneLine: true }),
      (text) => this.hasty || this.readings.says(`| ${text} |\n| --- |`, [table]),
    );
  }

  private best(
    block: Node,
    before: Before | null,
    compose: (node: Node, style: InlineStyle) => string,
    reads: (text: string) => boolean,
  ): string {
    const escapes = escapesFor(block.textContent);
    const styles = [...escapes.map(ownStyle), ...[escapeNothing, escapeAll].flatMap(plainStyles)];
    for (const style of before ? styles.slice(0, escapes.length) : []) {
      const text = before && splice(before.source, compose(before.node, style), compose(block, style));
      if (text !== null && reads(text)) return text;
    }
    for (const style of styles) {
      const text = compose(block, style);
      if (reads(text)) return text;
    }
    return compose(block, ownStyle(escapeAll));
  }

  private compose(block: Node, style: InlineStyle): string {
    const oneLine = block.type === nodes.heading && !isSetext(block);
    const text = this.inline(block, style, { inTable: false, oneLine });
    if (block.type !== nodes.heading) return text;
    const form = String(block.attrs["style"] ?? "");
    if (isSetext(block) && text) return `${text}\n${form.slice("setext:".length)}`;
    const opening = "#".repeat(Number(block.attrs["level"]));
    const closing = form.startsWith("closed:") ? ` ${opening}` : "";
    return `${opening} ${text}`.trimEnd() + closing;
  }

  private inline(block: Node, style: InlineStyle, where: { inTable: boolean; oneLine: boolean }): string {
    return writeInline(block, style, { ...where, definitions: this.readings.definitions, probe: this.readings.probe });
  }
}

function ownStyle(escape: Escape): InlineStyle {
  return { escape, plain: false, emphasis: "*", guarded: false };
}

function plainStyles(escape: Escape): InlineStyle[] {
  const style: InlineStyle = { escape, plain: true, emphasis: "*", guarded: false };
  return [style, { ...style, emphasis: "_" }, { ...style, guarded: true }, { ...style, emphasis: "_", guarded: true }];
}
