// How a formula or a diagram will look, shown beside its source.
import { drawDiagram } from "../reading/diagrams";
import { drawFormula } from "../reading/formulas";

export async function preview(kind: "math" | "diagram", source: string, place: HTMLElement): Promise<void> {
  await (kind === "math" ? drawFormula(source, place, true) : drawDiagram(source, place));
}
