// Bundles TypeScript programs for Node into ../build/frontend and runs them: `node run.mjs fidelity/main.ts WORDS …`,
// `node run.mjs --test test/*.test.ts`.
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { build } from "esbuild";

const OUT = "../build/frontend";
const [first = "", ...others] = process.argv.slice(2);
const testing = first === "--test";
const programs = testing ? others : [first];

await build({
  entryPoints: programs,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node22",
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  sourcemap: "inline",
  logLevel: "error",
});
const built = programs.map((path) => join(OUT, `${basename(path, ".ts")}.mjs`));
const words = testing ? ["--test", "--test-reporter=dot", ...built] : [...built, ...others];
process.exitCode = spawnSync(process.execPath, ["--enable-source-maps", ...words], { stdio: "inherit" }).status ?? 1;
