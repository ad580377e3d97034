// Bare web addresses in the syntax tree: links created while parsing, so they know their position.
import type { CompileContext, Extension as TreeExtension, Handle } from "mdast-util-from-markdown";
import type { Token } from "micromark-util-types";

export const bareAddressTree: TreeExtension = {
  enter: {
    literalAutolink(this: CompileContext, token: Token): void {
      this.enter({ type: "link", title: null, url: "", children: [] }, token);
    },
    literalAutolinkHttp: protocol("enter"),
    literalAutolinkWww: protocol("enter"),
  },
  exit: {
    literalAutolink(this: CompileContext, token: Token): void {
      this.exit(token);
    },
    literalAutolinkHttp: protocol("exit"),
    literalAutolinkWww(this: CompileContext, token: Token): void {
      this.config.exit["data"]?.call(this, token);
      const link = this.stack.at(-1);
      if (link?.type === "link") link.url = `http://${this.sliceSerialize(token)}`;
    },
  },
};

/** As in `<https://example.org>`. */
function protocol(side: "enter" | "exit"): Handle {
  return function (this: CompileContext, token: Token): void {
    this.config[side]["autolinkProtocol"]?.call(this, token);
  };
}
