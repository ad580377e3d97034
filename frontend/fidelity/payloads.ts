// Stores the texts of a JSON list unedited: `node run.mjs fidelity/payloads.ts FILE`; prints those that come back
// changed.
import { readFileSync } from "node:fs";
import { load, store } from "../src/markdown/document";
import { FEATURES } from "./compare";

const texts = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as string[];
const changed = texts.filter((text) => {
  const loaded = load(text, FEATURES);
  return !loaded || store(loaded.doc, loaded.memory).markdown !== text;
});
for (const text of changed) console.log(JSON.stringify(text));
console.log(`identical ${String(texts.length - changed.length)} of ${String(texts.length)}`);
process.exitCode = changed.length ? 1 : 0;
