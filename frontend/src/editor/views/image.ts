// A picture; clicking it, or Enter when it is selected, asks for its description.
import type { Node } from "prosemirror-model";
import type { EditorView, NodeViewConstructor } from "prosemirror-view";
import { say } from "../../words";

export const imageView: NodeViewConstructor = (node, view, getPos) => {
  const dom = document.createElement("span");
  dom.className = "image";
  const show = (): void => dom.replaceChildren(isOurs(String(node.attrs["src"])) ? picture(node, dom) : replacement(node));
  dom.addEventListener("dblclick", () => void describeImage(view, getPos()));
  dom.addEventListener("click", (event) => (event.target as Element).closest("button") && void describeImage(view, getPos()));
  show();
  return {
    dom,
    update: (next) => {
      if (next.type !== node.type) return false;
      const same = next.attrs["src"] === node.attrs["src"] && next.attrs["alt"] === node.attrs["alt"];
      node = next;
      if (!same) show();
      return true;
    },
    stopEvent: (event) => event.type !== "mousedown" && (event.target as Element).closest("button") !== null,
    ignoreMutation: () => true,
  };
};

/** Ask for the description of the picture at this position. */
export async function describeImage(view: EditorView, pos: number | undefined): Promise<void> {
  const image = pos === undefined ? null : view.state.doc.nodeAt(pos);
  if (pos === undefined || image?.type.name !== "image") return;
  const { ask } = await import("../dialog");
  const answer = await ask(say("image_describe"), [{ name: "alt", label: say("image_alt"), value: String(image.attrs["alt"]), help: say("image_alt_help") }]);
  if (answer && view.state.doc.nodeAt(pos) === image) view.dispatch(view.state.tr.setNodeMarkup(pos, null, { ...image.attrs, alt: answer.values["alt"] ?? "", source: null }));
  view.focus();
}

/** Pictures on other servers are not fetched, neither here nor on the rendered page. */
function isOurs(src: string): boolean {
  return URL.canParse(src, location.href) && new URL(src, location.href).origin === location.origin;
}

function picture(node: Node, dom: HTMLElement): DocumentFragment {
  const part = document.createDocumentFragment();
  const image = document.createElement("img");
  const edit = document.createElement("button");
  image.src = String(node.attrs["src"]);
  image.alt = String(node.attrs["alt"]);
  image.addEventListener("error", () => dom.replaceChildren(replacement(node, say("image_missing"))));
  edit.type = "button";
  edit.tabIndex = -1;
  edit.textContent = node.attrs["alt"] ? say("image_edit") : say("image_describe");
  part.append(image, edit);
  return part;
}

function replacement(node: Node, why = say("image_foreign")): HTMLElement {
  const box = document.createElement("span");
  const address = document.createElement("span");
  box.className = "image-missing";
  address.className = "second";
  address.textContent = `${why} ${String(node.attrs["src"])}`;
  box.append(String(node.attrs["alt"]), address);
  return box;
}
