// Builds the extension into the folder named as argument (browser-extension/dist), with the tools of frontend/.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { icon } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const frontend = join(here, "..", "frontend");
const { build } = createRequire(join(frontend, "package.json"))("esbuild");
const lucide = join(frontend, "node_modules", "lucide-static");
const out = process.argv[2] ?? join(here, "dist");

function sprite(names) {
  const symbols = names.map((name) => {
    const source = readFileSync(join(lucide, "icons", `${name}.svg`), "utf8");
    const shapes = source.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "icons"), { recursive: true });
await build({
  entryPoints: ["popup.ts", "background.ts", "popup.css"].map((name) => join(here, "src", name)),
  bundle: true,
  format: "iife",
  target: ["es2022", "chrome123", "firefox140"],
  legalComments: "none",
  outdir: out,
});
for (const name of ["manifest.json", "_locales", "src/popup.html"]) {
  cpSync(join(here, name), join(out, name.replace("src/", "")), { recursive: true });
}
for (const size of [16, 32, 48, 128]) writeFileSync(join(out, "icons", `${size}.png`), icon(size));
writeFileSync(join(out, "icons.svg"), sprite(["settings", "chevron-down", "x"]));
writeFileSync(join(out, "LICENCES.txt"), `lucide-static\n\n${readFileSync(join(lucide, "LICENSE"), "utf8")}`);
