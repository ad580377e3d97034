// Reads style attributes without ever applying one: our pages' policy forbids that, even off-screen.

/** The HTML with style attributes and event handlers renamed and style elements removed: parsing it applies nothing. */
export function inert(html: string): string {
  const bare = html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(\s)(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"));
}

/** One style property of an element, in lower case; empty if it has none. */
export function styled(element: Element, property: string): string {
  const style = element.getAttribute("data-style") ?? "";
  return new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style)?.[1]?.trim().toLowerCase() ?? "";
}

/** Elements that look bold, italic or struck through get the matching tag; those that only undo it are removed. */
export function marksFromStyles(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll<HTMLElement>("[data-style]")].reverse()) {
    if (element.matches("b, strong") && isLight(element)) element.replaceWith(...element.childNodes);
    else if (element.matches("span, font, a, i, em, u")) for (const name of marksOf(element)) wrapInside(element, name);
  }
}

function marksOf(element: Element): string[] {
  const bold = /^(bold(er)?|[6-9]\d\d)$/.test(styled(element, "font-weight"));
  const italic = /^(italic|oblique)/.test(styled(element, "font-style"));
  const struck = /line-through/.test(styled(element, "text-decoration") + styled(element, "text-decoration-line"));
  return [...(bold ? ["strong"] : []), ...(italic && !element.matches("i, em") ? ["em"] : []), ...(struck ? ["s"] : [])];
}

function isLight(element: Element): boolean {
  return /^(normal|[1-5]\d\d)$/.test(styled(element, "font-weight"));
}

function wrapInside(element: HTMLElement, name: string): void {
  const mark = document.createElement(name);
  mark.append(...element.childNodes);
  element.append(mark);
}
