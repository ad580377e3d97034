// A link in the text; addresses a browser would execute instead of opening stay text.
import type { MarkViewConstructor } from "prosemirror-view";

const OPENED = new Set(["http:", "https:", "mailto:", "tel:", "ftp:"]);

export function isOpened(address: string): boolean {
  return URL.canParse(address, location.href) && OPENED.has(new URL(address, location.href).protocol);
}

export const linkView: MarkViewConstructor = (mark) => {
  const dom = document.createElement("a");
  const href = String(mark.attrs["href"]);
  if (isOpened(href)) dom.setAttribute("href", href);
  else dom.className = "unopened";
  if (mark.attrs["title"]) dom.title = String(mark.attrs["title"]);
  return { dom };
};
