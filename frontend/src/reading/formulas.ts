// Draws formulas with KaTeX, which is fetched when the first one is met.

/** The widest and longest a formula may make itself; beyond this its source is shown. */
const LIMITS = { maxSize: 30, maxExpand: 200 };

export async function drawFormula(tex: string, place: HTMLElement, block: boolean): Promise<void> {
  const { default: katex } = await import("katex");
  katex.render(withoutTicks(tex), place, { displayMode: block, throwOnError: false, strict: "ignore", trust: false, ...LIMITS });
}

/** GitHub also writes a formula as code between dollars. */
function withoutTicks(tex: string): string {
  return /^`[^`]*`$/.test(tex) ? tex.slice(1, -1) : tex;
}
