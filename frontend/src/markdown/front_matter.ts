// Teaches the parser front matter: what is between two lines of "---" at the very beginning of a page.
import type { CompileContext, Extension as TreeExtension } from "mdast-util-from-markdown";
import type { Code, Effects, Extension, State, Token, TokenizeContext } from "micromark-util-types";

declare module "micromark-util-types" {
  interface TokenTypeMap {
    yaml: "yaml";
    yamlLine: "yamlLine";
  }
}

const DASH = 45;
const OPEN = /^---[ \t]*\n/;
const CLOSE = /(?<=\n)---[ \t]*(?=\n|$)/g;

/** The end of a page's front matter, before its last line break; 0 if there is none. */
export function frontMatterEnd(markdown: string): number {
  CLOSE.lastIndex = OPEN.exec(markdown)?.[0].length ?? markdown.length;
  const close = CLOSE.exec(markdown);
  return close ? close.index + close[0].length : 0;
}

export function frontMatterSyntax(end: number): Extension {
  return { flow: { [DASH]: { name: "yaml", tokenize, concrete: true } } };

  function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
    const line: State = (code) => {
      if (code === null || isLineEnd(code)) {
        effects.exit("yamlLine");
        return lineEnd(code);
      }
      effects.consume(code);
      return line;
    };
    const lineEnd: State = (code) => {
      if (this.now().offset >= end) {
        effects.exit("yaml");
        return ok(code);
      }
      effects.enter("lineEnding");
      effects.consume(code);
      effects.exit("lineEnding");
      return begin;
    };
    const begin: State = (code) => {
      if (isLineEnd(code)) return lineEnd(code);
      effects.enter("yamlLine");
      return line(code);
    };
    return (code) => {
      if (this.now().offset > 0) return nok(code);
      effects.enter("yaml");
      return begin(code);
    };
  }
}

export const frontMatterTree: TreeExtension = {
  enter: {
    yaml(this: CompileContext, token: Token): void {
      this.enter({ type: "yaml", value: "" }, token);
    },
  },
  exit: {
    yaml(this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

/** micromark's codes for line ends are -5, -4 and -3. */
function isLineEnd(code: Code): boolean {
  return code !== null && code < -2;
}
