// Indented code as in CommonMark, also directly after a list: micromark 4 ends it there after one line and treats what
// follows as the middle of a paragraph.
import { factorySpaceMinMax } from "micromark-factory-space";
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from "micromark-util-types";

const WIDTH = 4;

/** What micromark reads to know that a new container interrupts nothing. */
interface FlowContext extends TokenizeContext {
  _gfmTableDynamicInterruptHack?: boolean;
}

const construct: Construct = { name: "indentedCode", tokenize };
const furtherLine: Construct = { partial: true, tokenize: tokenizeFurtherLine };

export function indentedCode(): Extension {
  return { flowInitial: { [-2]: construct, [-1]: construct, 32: construct } };
}

const isLineEnd = (code: Code): boolean => code !== null && code < -2;

function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const context = this as FlowContext;
  return (code) => {
    effects.enter("codeIndented");
    return factorySpaceMinMax(effects, indented, nok, "linePrefix", WIDTH, WIDTH)(code);
  };

  function indented(code: Code): State | undefined {
    context._gfmTableDynamicInterruptHack = true;
    return atBreak(code);
  }

  function atBreak(code: Code): State | undefined {
    if (code === null) return after(code);
    if (isLineEnd(code)) return effects.attempt(furtherLine, atBreak, after)(code);
    effects.enter("codeFlowValue");
    return inside(code);
  }

  function inside(code: Code): State | undefined {
    if (code === null || isLineEnd(code)) {
      effects.exit("codeFlowValue");
      return atBreak(code);
    }
    effects.consume(code);
    return inside;
  }

  function after(code: Code): State | undefined {
    effects.exit("codeIndented");
    context._gfmTableDynamicInterruptHack = false;
    return ok(code);
  }
}

/** The end of the line and the following lines, up to an indented one; lazy continuation lines do not count. */
function tokenizeFurtherLine(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  const atLineEnd: State = (code) => {
    effects.enter("lineEnding");
    effects.consume(code);
    effects.exit("lineEnding");
    return next;
  };
  const next: State = (code) => {
    if (this.parser.lazy[this.now().line]) return nok(code);
    return isLineEnd(code) ? atLineEnd(code) : factorySpaceMinMax(effects, ok, notIndented, "linePrefix", WIDTH, WIDTH)(code);
  };
  const notIndented: State = (code) => (isLineEnd(code) ? next(code) : nok(code));
  return atLineEnd;
}
