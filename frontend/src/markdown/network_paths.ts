// Teaches the parser that the backslashes in `\\server\share` and `S:\folder` are literal, like kms/markup/inline.py.
import type { CompileContext, Extension as TreeExtension, Handle } from "mdast-util-from-markdown";
import type { Code, Construct, Effects, Extension, State, Token, TokenizeContext } from "micromark-util-types";

declare module "micromark-util-types" {
  interface TokenTypeMap {
    networkPath: "networkPath";
  }
}

const BACKSLASH = 92;
const COLON = 58;
const LETTER = /[\p{L}\p{N}]/u;
const WORD = /[\w.-]/;
const FIRST = /[A-Za-z0-9]/;
const END = /[\s<>"|?*[\]`]/;
const LONGEST_SERVER = 63;

const construct: Construct = { name: "networkPath", tokenize };

export const networkPathSyntax: Extension = { text: { [BACKSLASH]: construct } };

export const networkPathTree: TreeExtension = {
  enter: {
    networkPath(this: CompileContext, token: Token): void {
      asData(this.config.enter["data"], this, token);
    },
  },
  exit: {
    networkPath(this: CompileContext, token: Token): void {
      asData(this.config.exit["data"], this, token);
    },
  },
};

function asData(handle: Handle | undefined, context: CompileContext, token: Token): void {
  handle?.call(context, token);
}

function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const mayBegin = !matches(this.previous, /[\w\\/]/);
  const onDrive = this.previous === COLON;
  let server = 0;

  return start;

  function start(code: Code): State | undefined {
    if (!mayBegin) return nok(code);
    effects.enter("networkPath");
    effects.consume(code);
    return onDrive ? firstOnDrive : second;
  }

  /** `S:` has already been read as text; a letter after its backslash is not an escape either. */
  function firstOnDrive(code: Code): State | undefined {
    return matches(code, LETTER) ? inPath(code) : second(code);
  }

  function second(code: Code): State | undefined {
    if (code !== BACKSLASH) return nok(code);
    effects.consume(code);
    return inServer;
  }

  function inServer(code: Code): State | undefined {
    if (code === BACKSLASH && server > 0) return slash(code);
    if (server >= LONGEST_SERVER || !matches(code, server ? WORD : FIRST)) return nok(code);
    server += 1;
    effects.consume(code);
    return inServer;
  }

  function slash(code: Code): State | undefined {
    effects.consume(code);
    return firstOfPath;
  }

  function firstOfPath(code: Code): State | undefined {
    return ends(code) ? nok(code) : inPath(code);
  }

  function inPath(code: Code): State | undefined {
    if (ends(code)) {
      effects.exit("networkPath");
      return ok(code);
    }
    effects.consume(code);
    return inPath;
  }
}

function matches(code: Code, set: RegExp): boolean {
  return code !== null && code > 0 && set.test(String.fromCharCode(code));
}

function ends(code: Code): boolean {
  return code === null || code < 0 || END.test(String.fromCharCode(code));
}
