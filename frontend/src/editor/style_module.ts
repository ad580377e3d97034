// CodeMirror's style sheets without a <style> element, which the Content-Security-Policy forbids; build.mjs substitutes
// this for its package "style-mod". They come before our own components, so that ours take precedence.
import { StyleModule as Original } from "../../node_modules/style-mod/src/style-mod.js";

const sheets = new Map<Original, CSSStyleSheet>();

export class StyleModule extends Original {
  /** As in the package, modules earlier in the list take precedence. */
  static override mount(root: DocumentOrShadowRoot, modules: readonly Original[] | Original): void {
    const fresh = [modules].flat().filter((module) => !sheets.has(module));
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...fresh.reverse().map(sheetOf)];
  }
}

function sheetOf(module: Original): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@layer base { ${module.getRules()} }`);
  sheets.set(module, sheet);
  return sheet;
}
