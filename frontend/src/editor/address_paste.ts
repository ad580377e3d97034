// A pasted web address: over a selection it becomes its link; alone it can be replaced by its title or become a
// bookmark.
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "../markdown/schema";
import { postForm } from "../request";
import { announce, say } from "../words";
import type { Choice, Trigger } from "./choices";

interface AddressChoice extends Choice {
  /** What replaces the address. */
  title: string;
  bookmark: boolean;
}

interface Facts {
  title: string;
  saved: boolean;
  audience: string;
}

const { link } = schema.marks;
let pasted = "";

/** True if the text was a single web address and has been inserted. */
export function pasteAddress(view: EditorView, text: string): boolean {
  const address = text.trim();
  const { state } = view;
  const { $from, $to, empty, from, to } = TextSelection.between(state.selection.$from, state.selection.$to);
  if (!/^https?:\/\/\S+$/i.test(address) || !$from.parent.inlineContent || $from.parent.type.spec.code) return false;
  if (empty) {
    pasted = address;
    view.dispatch(state.tr.replaceSelectionWith(schema.text(address, [link.create({ href: address, form: "bare" })]), false).removeStoredMark(link).scrollIntoView());
  } else if ($from.sameParent($to)) {
    view.dispatch(state.tr.addMark(from, to, link.create({ href: address })).removeStoredMark(link));
  } else return false;
  return true;
}

/** True if the text was a single network path, also in the quotes that Windows copies it with. */
export function pastePath(view: EditorView, text: string): boolean {
  const path = /^\s*"?((?:[A-Za-z]:\\|\\\\[^\\/\s"]+\\)[^"<>|?*\n\r]+?)"?\s*$/.exec(text)?.[1];
  const { state } = view;
  const { $from, $to, empty, from, to } = TextSelection.between(state.selection.$from, state.selection.$to);
  if (!path || !$from.parent.inlineContent || $from.parent.type.spec.code || !$from.sameParent($to)) return false;
  if (!empty) view.dispatch(state.tr.addMark(from, to, link.create({ href: path })).removeStoredMark(link));
  else if (/\s/.test(path)) view.dispatch(state.tr.replaceSelectionWith(schema.text(path, [link.create({ href: path })]), false).removeStoredMark(link).scrollIntoView());
  else view.dispatch(state.tr.insertText(path).removeStoredMark(link).scrollIntoView());
  return true;
}

/** Offered right after the most recently pasted address. */
export const addressTrigger: Trigger<AddressChoice> = {
  trigger: /(?<=^|[\s(])https?:\/\/\S+$/i,
  label: say("address_choices"),
  fill: async (typed, signal) => (typed === pasted ? choices(await lookAt(typed, signal)) : []),
  choose: (choice, view, from, to) => void take(choice, view, from, to),
};

async function lookAt(address: string, signal: AbortSignal): Promise<Facts> {
  return JSON.parse(await postForm("/complete/address", form({ url: address }), signal)) as Facts;
}

function choices({ title, saved, audience }: Facts): AddressChoice[] {
  const named: AddressChoice = { label: title, second: say("address_title"), icon: "link", title, bookmark: false };
  const plain: AddressChoice = { label: say("address_plain"), icon: "globe", title: "", bookmark: false };
  const cited: AddressChoice = { label: say("address_bookmark"), second: say("address_audience", { audience }), icon: "bookmark", title, bookmark: true };
  return [...(title ? [named] : []), plain, ...(saved ? [] : [cited])];
}

async function take({ title, bookmark }: AddressChoice, view: EditorView, from: number, to: number): Promise<void> {
  const address = pasted;
  pasted = "";
  if (title) view.dispatch(view.state.tr.replaceWith(from, to, schema.text(title, [link.create({ href: address })])).removeStoredMark(link));
  if (!bookmark) return;
  try {
    await postForm("/complete/bookmark", form({ url: address, title }));
    announce(say("address_saved"));
  } catch {
    announce(say("address_not_saved"));
  }
}

function form(values: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}
