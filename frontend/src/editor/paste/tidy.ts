// Turns what Word, Outlook, Excel, Google Docs and web pages put on the clipboard into clean HTML.
//
// This is no security boundary: the document model accepts only what it knows, and the parsed document is inert (it
// neither runs scripts nor fetches anything).
import { tidyLinks } from "./links";
import { nestLists, wordLists } from "./lists";
import { inert, marksFromStyles, styled } from "./styles";
import { tidyTables } from "./tables";

const LARGEST = 4_000_000;
const UNWANTED = "script, style, meta, link, title, xml, template, noscript, iframe, object, svg, button, select, [hidden], .Apple-interchange-newline";
const BLOCKS = "p, div, section, article, li, td, th, blockquote, h1, h2, h3, h4, h5, h6";

export function tidy(html: string, origin: string): string {
  const { body } = new DOMParser().parseFromString(inert(html.slice(0, LARGEST)), "text/html");
  for (const step of [wordLists, removeUnwanted, unwrapDocs, marksFromStyles, markTasks, nestLists, tidyTables, splitAtBreaks, tidyHeadings, tidyCode, tidyPictures]) step(body);
  tidyLinks(body, origin);
  removeEmpty(body);
  return body.innerHTML;
}

function removeUnwanted(body: HTMLElement): void {
  body.querySelectorAll(UNWANTED).forEach((element) => element.remove());
  const comments = document.createNodeIterator(body, NodeFilter.SHOW_COMMENT);
  for (let comment = comments.nextNode(); comment; comment = comments.nextNode()) comment.parentNode?.removeChild(comment);
  for (const element of body.querySelectorAll<HTMLElement>("*")) {
    if (styled(element, "display") === "none" || styled(element, "mso-hide") === "all") element.remove();
    else if (element.localName.includes(":")) element.replaceWith(...(element.textContent.trim() ? element.childNodes : []));
  }
}

/** Google Docs wraps everything in a `<b>` that is not bold. */
function unwrapDocs(body: HTMLElement): void {
  body.querySelectorAll('b[id^="docs-internal-guid"]').forEach(unwrap);
}

function markTasks(body: HTMLElement): void {
  for (const item of body.querySelectorAll<HTMLElement>("li")) {
    const box = item.querySelector<HTMLInputElement>(':scope > input[type="checkbox"], :scope > p > input[type="checkbox"], :scope > label > input[type="checkbox"]');
    const checked = box ? box.hasAttribute("checked") : item.getAttribute("role") === "checkbox" ? item.getAttribute("aria-checked") === "true" : null;
    if (checked !== null) item.dataset["checked"] = String(checked);
    item.querySelectorAll('input, img[alt="checked"], img[alt="unchecked"]').forEach((element) => element.remove());
  }
}

/** Two line breaks in a row were meant as a new paragraph. */
function splitAtBreaks(body: HTMLElement): void {
  for (const second of body.querySelectorAll("br + br")) {
    const block = second.parentElement;
    const between = second.previousSibling;
    if (!block || between?.nodeName !== "BR" || !/^(P|DIV|BODY|SECTION|ARTICLE)$/.test(block.nodeName)) continue;
    const paragraph = document.createElement("p");
    while (second.nextSibling && !isBlock(second.nextSibling)) paragraph.append(second.nextSibling);
    between.remove();
    if (block.nodeName === "P") block.after(paragraph);
    else second.before(paragraph);
    second.remove();
  }
}

/** The page's title is its only first-level heading; headings are not bold as well. */
function tidyHeadings(body: HTMLElement): void {
  for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h1");
  const shift = body.querySelector("h1") ? 1 : 0;
  for (const heading of [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")]) {
    heading.querySelectorAll("b, strong, span, font").forEach(unwrap);
    if (shift) rename(heading, `h${Math.min(6, Number(heading.localName.slice(1)) + shift)}`);
  }
}

function tidyCode(body: HTMLElement): void {
  for (const block of body.querySelectorAll<HTMLElement>("pre")) {
    const marked = [block, block.querySelector("code"), block.parentElement].map((element) => element?.className ?? "").join(" ");
    const language = /(?:language|lang|highlight-source|brush:)-?\s?([\w+#-]+)/.exec(marked)?.[1];
    const text = block.innerText || block.textContent;
    block.replaceChildren(text.replace(/\n$/, ""));
    if (language) block.dataset["info"] = language;
  }
}

/** Pictures that only the other program can open are dropped; their description is kept if there is one. */
function tidyPictures(body: HTMLElement): void {
  for (const picture of body.querySelectorAll("img")) {
    if (!/^https?:|^\//.test(picture.getAttribute("src") ?? "")) picture.replaceWith(picture.alt);
    else if (picture.width === 1 && picture.height === 1) picture.remove();
  }
}

function removeEmpty(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div, li, ul, ol, a, b, i, em, strong")].reverse()) {
    if (!element.textContent.trim() && !element.querySelector("img, br, hr, table")) element.remove();
  }
}

function isBlock(node: Node): boolean {
  return node instanceof Element && (node.matches(BLOCKS) || node.matches("ul, ol, table, pre, hr"));
}

function rename(element: Element, name: string): void {
  const other = document.createElement(name);
  other.append(...element.childNodes);
  element.replaceWith(other);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}
