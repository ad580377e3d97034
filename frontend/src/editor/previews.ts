// A preview of a formula or diagram, shown next to its source.
import { drawDiagram } from "../reading/diagrams";
import { drawFormula } from "../reading/formulas";

export async function preview(kind: "math" | "diagram", source: string, place: HTMLElement): Promise<void> {
  await (kind === "math" ? drawFormula(source, place, true) : drawDiagram(source, place));
}
