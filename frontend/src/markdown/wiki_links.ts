// Teaches the parser `[[target]]` and `[[target|label]]`; the server's rule is `WIKI_LINK` in kms/markup/wiki_links.py.
import type { Node as TreeNode } from "mdast";
import type { CompileContext, Extension as TreeExtension } from "mdast-util-from-markdown";
import type { Code, Construct, Effects, Extension, State, Token } from "micromark-util-types";

declare module "micromark-util-types" {
  interface TokenTypeMap {
    wikiLink: "wikiLink";
  }
}

/** The node of the syntax tree. */
export interface WikiLink extends Pick<TreeNode, "data" | "position"> {
  type: "wikiLink";
  target: string;
  label: string | null;
}

declare module "mdast" {
  interface PhrasingContentMap {
    wikiLink: WikiLink;
  }
  interface RootContentMap {
    wikiLink: WikiLink;
  }
}

const OPEN = 91;
const CLOSE = 93;
const PIPE = 124;
const CARET = 94;
const ROUND = 40;
const LONGEST = 1000;

export const wikiLinkSyntax: Extension = { text: { [OPEN]: { name: "wikiLink", tokenize } satisfies Construct } };

export const wikiLinkTree: TreeExtension = {
  enter: {
    wikiLink(this: CompileContext, token: Token): void {
      const link: WikiLink = { type: "wikiLink", ...readWikiLink(this.sliceSerialize(token)) };
      this.enter(link as never, token);
    },
  },
  exit: {
    wikiLink(this: CompileContext, token: Token): void {
      this.exit(token);
    },
  },
};

/** Target and label of `[[target|label]]`; in a table the bar is written `\|`. */
export function readWikiLink(source: string): { target: string; label: string | null } {
  const inner = source.slice(2, -2);
  const bar = inner.indexOf("|");
  if (bar < 0) return { target: inner.trim(), label: null };
  const target = inner.slice(0, bar).replace(/\\$/, "").trim();
  return { target, label: inner.slice(bar + 1).trim() || null };
}

function tokenize(effects: Effects, ok: State, nok: State): State {
  let size = 0;
  let filled = false;
  let inLabel = false;

  return start;

  function start(code: Code): State | undefined {
    effects.enter("wikiLink");
    effects.consume(code);
    return second;
  }

  function second(code: Code): State | undefined {
    if (code !== OPEN) return nok(code);
    effects.consume(code);
    return first;
  }

  function first(code: Code): State | undefined {
    return code === CARET ? nok(code) : inside(code);
  }

  function inside(code: Code): State | undefined {
    if (code === null || isLineEnd(code) || code === OPEN || size > LONGEST) return nok(code);
    if (code === CLOSE) return filled ? close(code) : nok(code);
    if (code === PIPE && !inLabel) return bar(code);
    size += 1;
    filled ||= !inLabel && code > 32;
    effects.consume(code);
    return inside;
  }

  function bar(code: Code): State | undefined {
    inLabel = true;
    size = 0;
    effects.consume(code);
    return inside;
  }

  function close(code: Code): State | undefined {
    effects.consume(code);
    return last;
  }

  function last(code: Code): State | undefined {
    if (code !== CLOSE) return nok(code);
    effects.consume(code);
    effects.exit("wikiLink");
    return after;
  }

  function after(code: Code): State | undefined {
    return code === ROUND ? nok(code) : ok(code);
  }
}

/** micromark's codes for line ends are -5, -4 and -3; tabs are -2 and -1. */
function isLineEnd(code: number): boolean {
  return code < -2;
}
