// Bundles the sources beside this file into the folder named as argument, with hashed names and a manifest of them.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { icons } from "./icons.mjs";

const out = process.argv[2] ?? "../kms/web/static/dist";
const manifest = {};

function keep(name, content) {
  const [stem, ...ends] = name.split(".");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = [stem, hash, ...ends].join(".");
  writeFileSync(join(out, manifest[name]), content);
}

async function bundle() {
  const result = await build({
    entryPoints: ["src/app.ts", "src/editor.ts", "css/app.css"],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022", "chrome123", "firefox128", "safari17.5"],
    legalComments: "none",
    outdir: out,
    write: false,
  });
  for (const file of result.outputFiles) keep(basename(file.path), file.contents);
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
  const files = ["node_modules/htmx.org/LICENSE", "node_modules/lucide-static/LICENSE"];
  return files.map((file) => `${file.split("/")[1]}\n\n${readFileSync(file, "utf8")}`).join("\n\n");
}

mkdirSync(out, { recursive: true });
await bundle();
keep("icons.svg", sprite());
keep("favicon.svg", readFileSync("images/favicon.svg"));
writeFileSync(join(out, "LICENCES.txt"), licences());
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
