// Converts the content of a paragraph, heading or cell from the syntax tree to the editor's inline nodes and marks.
import type { Emphasis, Link, LinkReference, PhrasingContent, Strong } from "mdast";
import type { Mark, Node } from "prosemirror-model";
import { identify, type Definitions } from "./definitions";
import { schema } from "./schema";
import type { Container, Source } from "./source";

const { nodes, marks } = schema;
const LINE_BREAK = /^<br\s*\/?>$/i;

type Marks = readonly Mark[];

export class InlineReader {
  constructor(
    private readonly source: Source,
    private readonly definitions: Definitions,
  ) {}

  read(children: readonly PhrasingContent[], around: readonly Container[]): Node[] {
    return children.flatMap((child) => this.node(child, [], around));
  }

  private node(child: PhrasingContent, outer: Marks, around: readonly Container[]): Node[] {
    const source = this.sourceOf(child, around);
    const within = (mark: Mark, inner: readonly PhrasingContent[]): Node[] =>
      inner.flatMap((node) => this.node(node, mark.addToSet(outer), around));
    switch (child.type) {
      case "text":
        return textWithBreaks(child.value, outer);
      case "emphasis":
        return within(marks.em.create({ delimiter: source[0] ?? "*" }), child.children);
      case "strong":
        return within(marks.strong.create({ delimiter: source.slice(0, 2) || "**" }), child.children);
      case "delete":
        return within(marks.strike.create({ delimiter: "~~" }), child.children);
      case "inlineCode":
        return codeText(child.value, source, outer);
      case "link":
        return orRaw(within(linkMark(child, source, this.ending(child, source)), child.children), "link", source, outer);
      case "linkReference":
        return orRaw(within(this.reference(child, source), child.children), "link", source, outer);
      case "break":
        return [nodes.hard_break.create({ source: source.startsWith("\\") ? "\\\n" : source.replace(/\n[^]*$/, "\n") }, null, outer)];
      case "html":
        return [LINE_BREAK.test(child.value) ? nodes.hard_break.create({ source }, null, outer) : raw("html", source, outer)];
      case "image":
        return [nodes.image.create({ src: child.url, alt: child.alt ?? "", title: child.title ?? null, source }, null, outer)];
      case "imageReference": {
        const definition = this.definitions.links.get(identify(child.label ?? child.identifier));
        return [nodes.image.create({ src: definition?.href ?? "", alt: child.alt ?? "", title: definition?.title ?? null, source }, null, outer)];
      }
      case "wikiLink":
        return [nodes.wiki_link.create({ target: child.target, label: child.label, source }, null, outer)];
      case "footnoteReference":
        return [nodes.footnote_reference.create({ label: child.label ?? child.identifier, source }, null, outer)];
      case "inlineMath":
        return [nodes.inline_math.create({ tex: child.value.replaceAll("\n", " "), source }, null, outer)];
      default:
        return [raw((child as PhrasingContent).type, source, outer)];
    }
  }

  private sourceOf(node: PhrasingContent, around: readonly Container[]): string {
    const start = node.position?.start.offset ?? 0;
    return this.source.plain(start, node.position?.end.offset ?? start, around);
  }

  private reference(link: LinkReference, source: string): Mark {
    const definition = this.definitions.links.get(identify(link.label ?? link.identifier));
    return marks.link.create({
      href: definition?.href ?? "",
      title: definition?.title ?? null,
      form: "reference",
      ending: this.ending(link, source),
    });
  }

  /** The source after the text of a link; nothing is cut from a link without text. */
  private ending(link: Link | LinkReference | Emphasis | Strong, source: string): string {
    const behind = (link.position?.end.offset ?? 0) - (link.children.at(-1)?.position?.end.offset ?? 0);
    return behind > 0 && behind <= source.length ? source.slice(source.length - behind) : "";
  }
}

function linkMark(link: Link, source: string, ending: string): Mark {
  const form = source.startsWith("<") ? "angle" : source.startsWith("[") ? "inline" : "bare";
  return marks.link.create({ href: link.url, title: link.title ?? null, form, ending: form === "inline" ? ending : null });
}

function textWithBreaks(text: string, outer: Marks): Node[] {
  return text.split("\n").flatMap((line, at) => [
    ...(at ? [nodes.soft_break.create(null, null, outer)] : []),
    ...(line ? [schema.text(line, outer)] : []),
  ]);
}

function codeText(value: string, source: string, outer: Marks): Node[] {
  const fence = /^`+/.exec(source)?.[0] ?? "`";
  const roomy = source.startsWith(`${fence} `) && source.endsWith(` ${fence}`) && value.trim() !== "";
  const delimiter = roomy ? `${fence} ` : fence;
  return value ? [schema.text(value.replaceAll("\n", " "), marks.code.create({ delimiter }).addToSet(outer))] : [];
}

/** A link without text could be neither seen nor kept in the editor. */
function orRaw(read: Node[], kind: string, source: string, outer: Marks): Node[] {
  return read.some((node) => !node.isText || node.text?.trim()) ? read : [raw(kind, source, outer)];
}

function raw(kind: string, source: string, outer: Marks): Node {
  return nodes.raw_inline.create({ kind, source }, null, outer);
}
