// Bundles the sources next to this file into the folder named as argument, with hashed names and a manifest of them.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";
import { icons } from "./icons.mjs";

const out = process.argv[2] ?? "../kms/web/static/dist";
const manifest = {};

function keep(name, content) {
  const [stem, ...ends] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = [stem, hash, ...ends].join(".");
  writeFileSync(join(out, manifest[name]), content);
}

const common = {
  bundle: true,
  minify: true,
  target: ["es2022", "chrome123", "firefox128", "safari17.5"],
  legalComments: "none",
  outdir: out,
};

/** What every page loads, the script of the diagram frame, and what works offline. */
async function bundle() {
  const result = await build({ ...common, entryPoints: ["src/app.ts", "src/diagram_frame.ts", "src/offline.ts", "src/worker.ts", "css/app.css"], format: "iife", write: false });
  for (const file of result.outputFiles) keep(basename(file.path), file.contents);
}

/** What is loaded on demand: modules that share chunks and load each other by hashed names. */
async function modules() {
  const { metafile } = await build({
    ...common,
    entryPoints: ["src/editor.ts", "src/reading.ts", "css/katex.css"],
    format: "esm",
    splitting: true,
    alias: { "style-mod": "./src/editor/style_module.ts" },
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
    metafile: true,
  });
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (path.endsWith(".js")) await shrink(path);
    if (entryPoint) manifest[basename(entryPoint).replace(/ts$/, "js")] = basename(path);
  }
}

/** terser makes esbuild's output a twentieth smaller; the name stays, because other modules import it. */
async function shrink(path) {
  const { code } = await minify(readFileSync(path, "utf8"), { module: true, ecma: 2020, compress: { passes: 2 } });
  writeFileSync(path, code);
}

function sprite() {
  const symbols = Object.entries(icons).map(([name, drawing]) => {
    const source = readFileSync(`node_modules/lucide-static/icons/${drawing}.svg`, "utf8");
    const shapes = source.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function licences() {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path && !dev);
  return [...shipped.map(([path]) => path), "node_modules/lucide-static"].map(licence).join("\n\n");
}

function licence(path) {
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(path, file), "utf8") : ""}`;
}

mkdirSync(out, { recursive: true });
await bundle();
await modules();
keep("icons.svg", sprite());
keep("mermaid.js", readFileSync("node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js"));
for (const name of readdirSync("images")) keep(name, readFileSync(join("images", name)));
writeFileSync(join(out, "LICENCES.txt"), licences());
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
