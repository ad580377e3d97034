// Proves that the editor damages no text: `node run.mjs fidelity/main.ts [--edits N] [--seed S] FILES or FOLDERS …`.
//
// Every file is opened and stored unedited, then gets word edits and structural edits at random places.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { measure, type Count, type Report } from "./measure";
import { LONGEST } from "../src/markdown/limits";
import { markdownFiles } from "./sets";

const BOUNDS = { identical: 0.999, edits: 0.99, structural: 0.99 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { edits: { type: "string", default: "2" }, seed: { type: "string", default: "1" }, verbose: { type: "boolean", default: false } },
});

const total: Report = { identical: none(), edits: none(), structural: none() };
for (const path of markdownFiles(positionals)) {
  const markdown = readFileSync(path, "utf8");
  if (markdown.length > LONGEST) {
    console.log(`too long for a page: ${path}`);
    continue;
  }
  const { report, notes } = measure(markdown, { edits: Number(values.edits), seed: Number(values.seed) });
  for (const name of ["identical", "edits", "structural"] as const) add(total[name], report[name]);
  if (report.identical.good < report.identical.all) console.log(`not identical: ${path}`);
  if (values.verbose) for (const note of notes) console.log(`${path}: ${note}`);
}
console.log(`identical ${say(total.identical)}; edits clean ${say(total.edits)}; structural ${say(total.structural)}`);
process.exitCode = (["identical", "edits", "structural"] as const).every((name) => total[name].good >= BOUNDS[name] * total[name].all) ? 0 : 1;

function none(): Count {
  return { good: 0, all: 0 };
}

function add(sum: Count, part: Count): void {
  sum.good += part.good;
  sum.all += part.all;
}

function say({ good, all }: Count): string {
  return `${good} of ${all}`;
}
