// Whether two documents have the same meaning, each parsed as a whole.
import type { Node } from "prosemirror-model";
import { asText, definingIn, definitionsIn, type Definitions } from "../src/markdown/definitions";
import { load } from "../src/markdown/document";
import { meaning, saysNothing } from "../src/markdown/meaning";
import { loadMaths, parse } from "../src/markdown/parse";

await loadMaths();

export const FEATURES = { maths: true };

/** The first pair of blocks that differ, as text; null if the Markdown has the meaning of the document. */
export function difference(doc: Node, markdown: string): string | null {
  const loaded = load(markdown, FEATURES);
  if (!loaded) return "it could not be read again";
  const definitions = definitionsIn(parse(asText(definingIn(doc)), { maths: true, frontMatter: false }));
  const wanted = meanings(doc, definitions);
  const found = meanings(loaded.doc, definitions);
  const at = wanted.findIndex((text, index) => text !== found[index]);
  if (at < 0 && wanted.length === found.length) return null;
  return `wanted ${wanted[at] ?? "nothing more"}\n found ${found[at < 0 ? wanted.length : at] ?? "nothing more"}`;
}

function meanings(doc: Node, definitions: Definitions): string[] {
  const texts: string[] = [];
  doc.forEach((block) => {
    if (!saysNothing(block)) texts.push(meaning(block, definitions));
  });
  return texts;
}
