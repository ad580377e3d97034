// Collects Markdown files: the given ones, and all in the given folders.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The project's own pages with every construct, and the documents full of traps if they are next to the checkout. */
export const TRAPS = ["../tests/data/handbook", join(process.env["KMS_SHARED"] ?? "../../shared", "data/roundtrip")];

export function markdownFiles(paths: readonly string[]): string[] {
  return [...new Set(paths.filter(existsSync).flatMap((path) => (statSync(path).isDirectory() ? within(path) : [path])))];
}

function within(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:md|markdown)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
