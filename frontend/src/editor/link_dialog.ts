// The dialogs that create and change a link; loaded on first use.
import type { Attrs, Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "../markdown/schema";
import { say } from "../words";
import { ask } from "./dialog";
import { linkAt, removeLink } from "./link_reach";

const { link } = schema.marks;
const { wiki_link } = schema.nodes;

export async function editPlainLink(view: EditorView): Promise<void> {
  const present = linkAt(view.state);
  const { from, to } = present ?? view.state.selection;
  const text = view.state.doc.textBetween(from, to, " ");
  const href = present ? String(present.mark.attrs["href"]) : isAddress(text) ? text.trim() : "";
  const fields = [
    { name: "address", label: say("link_address"), value: href, help: say("link_address_help") },
    { name: "text", label: say("link_text"), value: text },
  ];
  const answer = await ask(say("do_link"), fields, present ? { remove: say("link_remove") } : {});
  view.focus();
  if (answer?.action === "remove") removeLink(view.state, view.dispatch);
  else if (answer) setLink(view, from, to, completed(answer.values["address"] ?? ""), answer.values["text"] ?? "", present?.mark.attrs);
}

function setLink(view: EditorView, from: number, to: number, href: string, words: string, before?: Attrs): void {
  const { state } = view;
  if (!href) return;
  const mark = link.create(before?.["href"] === href ? before : { href, title: before?.["title"] ?? null });
  const tr = state.tr;
  const shown = words || href;
  if (state.doc.textBetween(from, to, " ") !== shown) {
    const marks = state.doc.resolve(from).marksAcross(state.doc.resolve(to)) ?? [];
    tr.replaceWith(from, to, schema.text(shown, mark.addToSet(marks)));
  } else {
    tr.removeMark(from, to, link).addMark(from, to, mark);
  }
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + shown.length)).removeStoredMark(link).scrollIntoView());
}

export async function editWikiLink(view: EditorView, node: Node, pos: number): Promise<void> {
  const { target, label } = node.attrs as { target: string; label: string | null };
  const fields = [
    { name: "target", label: say("link_page"), value: target },
    { name: "label", label: say("link_text"), value: label ?? "" },
  ];
  const answer = await ask(say("do_link"), fields, { remove: say("link_remove") });
  view.focus();
  if (!answer || view.state.doc.nodeAt(pos) !== node) return;
  const to = pos + node.nodeSize;
  const wanted = { target: (answer.values["target"] ?? "").trim(), label: (answer.values["label"] ?? "").trim() || null };
  if (answer.action === "remove") view.dispatch(view.state.tr.replaceWith(pos, to, schema.text(label ?? target, node.marks)));
  else if (wanted.target) view.dispatch(view.state.tr.replaceWith(pos, to, wiki_link.create(wanted, null, node.marks)));
}

function isAddress(text: string): boolean {
  return /^\s*(https?:\/\/|mailto:|www\.)\S+\s*$/i.test(text);
}

/** `example.org/a` is meant as a web address; paths, anchors and other schemes stay as they are. */
function completed(address: string): string {
  const trimmed = address.trim();
  if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(trimmed)) return `mailto:${trimmed}`;
  return /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(trimmed) ? `https://${trimmed}` : trimmed;
}
