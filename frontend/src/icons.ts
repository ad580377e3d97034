// An icon from the sprite that the page already uses.

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: string): SVGSVGElement {
  const sprite = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
  const drawing = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}
