// The targets of a text's references: `[label]: address` and `[^label]: footnote`, from a syntax tree or a document.
import type { Nodes, Root } from "mdast";
import type { Node } from "prosemirror-model";

export interface Definition {
  href: string;
  title: string | null;
}

export interface Definitions {
  links: Map<string, Definition>;
  /** Labels of footnotes as written, by identifier. */
  footnotes: Map<string, string>;
}

export function noDefinitions(): Definitions {
  return { links: new Map(), footnotes: new Map() };
}

/** The identifier that different spellings of a reference share (CommonMark: case folded, whitespace collapsed). */
export function identify(label: string): string {
  return label.replace(/[\t\n\r ]+/g, " ").trim().toLowerCase().toUpperCase();
}

/** The first definition of a label counts. */
export function definitionsIn(root: Root): Definitions {
  const found = noDefinitions();
  visit(root, (node) => {
    if (node.type === "definition") addLink(found, node.label ?? node.identifier, { href: node.url, title: node.title ?? null });
    else if (node.type === "footnoteDefinition") addFootnote(found, node.label ?? node.identifier);
  });
  return found;
}

function visit(node: Nodes, look: (node: Nodes) => void): void {
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    look(next);
    if ("children" in next && !PHRASING_PARENTS.has(next.type)) waiting.push(...[...next.children].reverse());
  }
}

const PHRASING_PARENTS = new Set(["paragraph", "heading", "table"]);

function addLink(found: Definitions, label: string, definition: Definition): void {
  const identifier = identify(label);
  if (!found.links.has(identifier)) found.links.set(identifier, definition);
}

function addFootnote(found: Definitions, label: string): void {
  const identifier = identify(label);
  if (!found.footnotes.has(identifier)) found.footnotes.set(identifier, label);
}

/** The sources of a document's definitions and the labels of its footnotes, for the blocks that contain any. */
export interface Defining {
  sources: string[];
  footnotes: string[];
}

const remembered = new WeakMap<Node, Defining>();

export function definingIn(doc: Node): Defining {
  const all: Defining = { sources: [], footnotes: [] };
  doc.forEach((block) => {
    const { sources, footnotes } = definingOf(block);
    all.sources.push(...sources);
    all.footnotes.push(...footnotes);
  });
  return all;
}

function definingOf(block: Node): Defining {
  const known = remembered.get(block);
  if (known) return known;
  const own: Defining = { sources: [], footnotes: [] };
  const look = (node: Node): boolean => {
    if (node.type.name === "raw_block" && node.attrs["kind"] === "definition") own.sources.push(node.textContent);
    if (node.type.name === "footnote_definition") own.footnotes.push(String(node.attrs["label"]));
    return !node.isTextblock && node.type.name !== "table";
  };
  if (look(block)) block.descendants(look);
  remembered.set(block, own);
  return own;
}

/** Whether something in a block refers to a definition, or would if there were one. */
export function mayRefer(block: Node): boolean {
  let refers = false;
  const look = (node: Node): boolean => {
    refers ||=
      ["footnote_reference", "image", "raw_inline"].includes(node.type.name) ||
      node.marks.some((mark) => mark.attrs["form"] === "reference") ||
      (node.isText && /[[\]]/.test(node.text ?? ""));
    return !refers;
  };
  if (look(block)) block.descendants(look);
  return refers;
}

/** The same definitions as text to append to a part of the page, to parse that part as the whole page would. */
export function asText({ sources, footnotes }: Defining): string {
  return [...sources, ...footnotes.map((label) => `[^${label}]: x`)].map((line) => `\n\n${line}`).join("");
}
