// A formula inside a line, drawn; clicking it opens its source.
import type { NodeViewConstructor } from "prosemirror-view";
import { say } from "../../words";

export const inlineMathView: NodeViewConstructor = (node, view, getPos) => {
  const dom = document.createElement("span");
  dom.className = "inline-math";
  dom.textContent = String(node.attrs["tex"]);
  dom.addEventListener("click", () => void edit());
  void import("../previews").then(({ preview }) => preview("math", String(node.attrs["tex"]), dom));
  return {
    dom,
    update: (next) => next.type === node.type && next.attrs["tex"] === node.attrs["tex"],
    ignoreMutation: () => true,
  };

  async function edit(): Promise<void> {
    const { ask } = await import("../dialog");
    const answer = await ask(say("do_formula"), [{ name: "tex", label: say("formula_source"), value: String(node.attrs["tex"]), lines: 3 }]);
    const pos = getPos();
    const tex = answer?.values["tex"]?.trim();
    if (tex && pos !== undefined) view.dispatch(view.state.tr.setNodeMarkup(pos, null, { ...node.attrs, tex, source: null }));
    view.focus();
  }
};
