// Normalises what the server renders and what the editor shows for the same text, to compare them.
import { DOMSerializer } from "prosemirror-model";
import { load } from "../src/markdown/document";
import { schema } from "../src/markdown/schema";

declare global {
  var fromServer: (html: string) => string[];
  var fromEditor: (markdown: string) => string[] | null;
}

globalThis.fromServer = (html) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  remove(body, ".callout-title, section.footnotes, .footnote-ref a");
  for (const box of body.querySelectorAll<HTMLInputElement>("li.task input")) box.replaceWith(box.hasAttribute("checked") ? "[x]" : "[ ]");
  unwrap(body, "label, .network-path, .mention");
  return lines(body);
};

globalThis.fromEditor = (markdown) => {
  const loaded = load(markdown, { maths: false });
  if (!loaded) return null;
  const body = document.createElement("div");
  body.append(DOMSerializer.fromSchema(schema).serializeFragment(loaded.doc.content));
  remove(body, ".raw:not([data-kind=html]), .footnote, .footnote-reference > *");
  for (const mark of body.querySelectorAll(".footnote-reference")) mark.replaceChildren();
  for (const raw of body.querySelectorAll(".raw")) raw.replaceWith(paragraph(withoutComments(raw.textContent)));
  for (const raw of body.querySelectorAll(".raw-inline")) raw.replaceWith(raw.textContent === "[]()" ? "" : withoutComments(raw.textContent));
  for (const item of body.querySelectorAll<HTMLElement>("li[data-checked]")) firstText(item).prepend(item.dataset["checked"] === "true" ? "[x] " : "[ ] ");
  return lines(body);
};

const NAMES: Record<string, string> = { DEL: "S", TH: "CELL", TD: "CELL" };
const BLOCKS = new Set("BLOCKQUOTE DIV H1 H2 H3 H4 H5 H6 HR LI OL P PRE TABLE TR UL CELL BR TBODY THEAD BODY".split(" "));
const NAMELESS = new Set("TBODY THEAD DIV P BODY".split(" "));
const MARKS = new Set("A CODE EM S STRONG SUP".split(" "));

/** A line for each block's beginning and for each text with its marks in order; what no reader sees is left out. */
function lines(root: Element): string[] {
  const found: string[] = [];
  let runs: [string, string][] = [];
  const flush = (): void => {
    const words = runs.map(([marks, text]) => (marks ? text.replace(/^(\s*)([^]*?)(\s*)$/, `$1{${marks} $2}$3`) : text)).join("").replace(/\s+/g, " ").trim();
    if (words) found.push(words);
    runs = [];
  };
  const put = (text: string, marks: readonly string[]): void => {
    const key = [...new Set(marks)].sort().join(",");
    const last = runs.at(-1);
    if (last?.[0] === key || (last && !text.trim())) last[1] += text;
    else if (text) runs.push([key, text]);
  };
  const walk = (node: Node, marks: readonly string[]): void => {
    if (node instanceof Text) put(seen(node.data), marks);
    if (!(node instanceof Element)) return;
    const name = NAMES[node.nodeName] ?? node.nodeName;
    const isBlock = BLOCKS.has(name);
    if (isBlock) flush();
    if (isBlock && !NAMELESS.has(name)) found.push(`<${name}${attributes(node)}>`);
    if (name === "IMG") put(`<IMG${attributes(node)}>`, marks);
    if (node.classList.contains("wiki-link")) put(node.textContent, [...marks, "A"]);
    else if (name === "PRE") found.push(node.textContent.replace(/\n+$/, ""));
    else for (const child of node.childNodes) walk(child, MARKS.has(name) ? [...marks, `${name}${attributes(node)}`] : marks);
    if (isBlock) flush();
  };
  walk(root, []);
  flush();
  return found;
}

/** Control characters are displayed by no program. */
function seen(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/g, "");
}

function attributes(element: Element): string {
  const given = ["src", "alt", "title", "start"].filter((name) => element.hasAttribute(name) && !(name === "start" && element.getAttribute(name) === "1"));
  const href = element.classList.contains("wiki-link") ? null : element.getAttribute("href");
  return [...given.map((name) => ` ${name}=${readable(element.getAttribute(name) ?? "")}`), ...(href === null ? [] : [` href=${readable(href)}`])].join("");
}

/** Addresses can be written in several ways with the same target. */
function readable(address: string): string {
  const [place = "", ...fragment] = address.replace(/^www\./i, "http://www.").split("#");
  const heading = fragment.join("").replace(/^h-/, "");
  return decoded(place) + (heading ? `#${decoded(heading).toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")}` : "");
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

function withoutComments(html: string): string {
  return html.replace(/<!--[\s\S]*?-->/g, "");
}

function paragraph(text: string): Element {
  const block = document.createElement("p");
  block.textContent = text;
  return block;
}

function firstText(item: HTMLElement): Element {
  return item.querySelector(":scope > p") ?? item;
}

function remove(body: Element, selector: string): void {
  body.querySelectorAll(selector).forEach((element) => element.remove());
}

function unwrap(body: Element, selector: string): void {
  body.querySelectorAll(selector).forEach((element) => element.replaceWith(...element.childNodes));
}
