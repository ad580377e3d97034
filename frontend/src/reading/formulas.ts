// Draws formulas with KaTeX, which is fetched when the first one is met.
import type { KatexOptions } from "katex";

/** The widest and longest a formula may make itself; beyond this its source is shown. */
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

/** What is wrong with a formula that cannot be read, such as one that is half written. */
function faultOf(katex: Parsing, source: string, options: KatexOptions): string | null {
  try {
    katex.__parse(source, options);
    return null;
  } catch (fault) {
    return String(fault);
  }
}

/** KaTeX would colour it by a style attribute, which the page's policy refuses. */
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
