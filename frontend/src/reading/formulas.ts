// Draws formulas with KaTeX, which is fetched when the first one is found.
import type { KatexOptions } from "katex";

/** How large a formula may get and how often macros may expand; beyond this its source is shown. */
const LIMITS = { maxSize: 30, maxExpand: 200 };

export async function drawFormula(tex: string, place: HTMLElement, block: boolean): Promise<void> {
  const { default: katex } = await import("katex");
  const source = withoutTicks(tex);
  const options: KatexOptions = { displayMode: block, throwOnError: false, strict: "ignore", trust: false, ...LIMITS };
  const fault = faultOf(katex as unknown as Parsing, source, options);
  if (fault) showFault(place, source, fault);
  else katex.render(source, place, options);
}

interface Parsing {
  __parse(tex: string, options: KatexOptions): unknown;
}

/** The error in a formula that cannot be parsed, such as a half-written one. */
function faultOf(katex: Parsing, source: string, options: KatexOptions): string | null {
  try {
    katex.__parse(source, options);
    return null;
  } catch (fault) {
    return String(fault);
  }
}

/** KaTeX would colour it with a style attribute, which the page's policy forbids. */
function showFault(place: HTMLElement, source: string, fault: string): void {
  const words = document.createElement("span");
  words.className = "katex-error";
  words.title = fault;
  words.textContent = source;
  place.replaceChildren(words);
}

/** GitHub also writes a formula as code between dollars. */
function withoutTicks(tex: string): string {
  return /^`[^`]*`$/.test(tex) ? tex.slice(1, -1) : tex;
}
