// Lists on the clipboard: Word and Outlook write them as paragraphs with a mark, others nest them without an item.
import { styled } from "./styles";

/** Paragraphs styled `mso-list:l0 level2 lfo1` become real lists; `l0` identifies the list. */
export function wordLists(body: HTMLElement): void {
  for (const first of [...body.querySelectorAll<HTMLElement>("p, h1, h2, h3, h4, h5, h6")]) {
    const list = listOf(first);
    if (!first.isConnected || !list) continue;
    const items: HTMLElement[] = [];
    for (let next: Element | null = first; next instanceof HTMLElement && listOf(next) === list; next = next.nextElementSibling) items.push(next);
    const place = document.createComment("");
    first.before(place);
    place.replaceWith(nested(items));
  }
}

function listOf(element: Element): string {
  return /^(l\d+) level\d/.exec(styled(element, "mso-list"))?.[1] ?? "";
}

function nested(items: readonly HTMLElement[]): HTMLElement {
  const open: HTMLElement[] = [];
  let top: HTMLElement | undefined;
  for (const item of items) {
    const level = Math.min(open.length + 1, Number(/level(\d)/.exec(styled(item, "mso-list"))?.[1] ?? 1));
    open.length = Math.min(open.length, level);
    const mark = takeMark(item);
    let list = open[level - 1];
    if (!list) {
      list = document.createElement(/^\s*(\d+|[a-z]{1,4})[.)]/i.test(mark) ? "ol" : "ul");
      (open[level - 2]?.lastElementChild ?? top)?.append(list);
      open[level - 1] = list;
      top ??= list;
    }
    const entry = document.createElement("li");
    entry.append(...item.childNodes);
    list.append(entry);
    item.remove();
  }
  return top ?? document.createElement("ul");
}

/** Word puts the mark itself, "·" or "1.", before the text, inside `mso-list:Ignore`. */
function takeMark(item: HTMLElement): string {
  const mark = [...item.querySelectorAll("span")].find((span) => styled(span, "mso-list") === "ignore");
  mark?.remove();
  return mark?.textContent ?? "";
}

/** A list directly inside a list belongs to the item before it; an item outside any list gets one. */
export function nestLists(body: HTMLElement): void {
  for (const list of body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") before.append(list);
    else {
      const item = document.createElement("li");
      list.before(item);
      item.append(list);
    }
  }
  for (const list of body.querySelectorAll("ul, ol")) {
    const next = list.nextElementSibling;
    if (next?.localName === list.localName && !styled(next, "mso-list")) next.prepend(...list.childNodes);
    if (!list.childNodes.length) list.remove();
  }
  for (const item of body.querySelectorAll("li")) {
    if (item.parentElement?.closest("ul, ol")) continue;
    const list = document.createElement("ul");
    item.before(list);
    for (let next: Element | null = item; next?.localName === "li"; next = list.nextElementSibling) list.append(next);
  }
}
