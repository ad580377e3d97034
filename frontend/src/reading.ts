// Loaded on pages of spaces with formulas or diagrams: draws them in place of their source.
import { drawDiagram } from "./reading/diagrams";
import { drawFormula } from "./reading/formulas";
import { say } from "./words";

for (const formula of document.querySelectorAll<HTMLElement>(".prose .formula")) {
  const tex = formula.textContent;
  drawFormula(tex, formula, formula.localName === "div").catch(() => (formula.textContent = tex));
}
for (const code of document.querySelectorAll<HTMLElement>(".prose pre > code.language-mermaid, .prose pre > code.language-math")) {
  const block = code.parentElement;
  if (block) void besides(block, code.textContent, code.classList.contains("language-math"));
}

/** The picture is above; its source stays for people who cannot see it and if drawing fails. */
async function besides(block: HTMLElement, source: string, formula: boolean): Promise<void> {
  const place = document.createElement("div");
  place.className = formula ? "formula" : "diagram";
  block.before(place);
  try {
    await (formula ? drawFormula(source, place, true) : drawDiagram(source, place));
    fold(block);
  } catch (fault) {
    place.className = "flash warning";
    place.textContent = fault instanceof Error ? fault.message : String(fault);
  }
}

function fold(block: HTMLElement): void {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.className = "diagram-source";
  summary.textContent = say("diagram_source");
  block.before(details);
  details.append(summary, block);
}
