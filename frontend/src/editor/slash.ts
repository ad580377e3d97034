// The menu that opens on "/": every block there is, found by words of both languages.
import type { EditorView } from "prosemirror-view";
import { say } from "../words";
import * as actions from "./actions";
import type { Action } from "./actions";
import type { Choice, Trigger } from "./completion";

interface Offer extends Choice {
  action: Action;
}

export function slashMenu(features: ReadonlySet<string>, canUpload: boolean): Trigger<Offer> {
  const { headings, bullets, numbers, checklist, table, file, quote, callouts, codeBlock, rule, link, emoji } = actions;
  const all = [...headings.slice(1), bullets, numbers, checklist, table, ...(canUpload ? [file] : []), quote, ...callouts, codeBlock, rule, link, emoji, ...actions.extras(features)];
  const offers = all.map((action) => ({ action, label: say(`do_${action.name}`), icon: action.icon, key: action.key }));
  return {
    trigger: /(^|\s)\/([\p{L}\d]*)$/u,
    label: say("slash_menu"),
    fill: (typed) => Promise.resolve(matching(offers, typed.toLowerCase())),
    choose: ({ action }, view, from, to) => choose(action, view, from, to),
  };
}

function choose(action: Action, view: EditorView, from: number, to: number): void {
  view.dispatch(view.state.tr.delete(from, to));
  action.run(view.state, view.dispatch, view);
}

/** What begins with the typed letters comes before what only has a word that does. */
function matching(offers: Offer[], typed: string): Offer[] {
  const words = ({ action, label }: Offer): string[] => `${label} ${action.find ?? ""}`.toLowerCase().split(/[\s-]+/);
  const rank = (offer: Offer): number => (offer.label.toLowerCase().startsWith(typed) ? 0 : words(offer).some((word) => word.startsWith(typed)) ? 1 : 2);
  return offers.filter((offer) => rank(offer) < 2).sort((one, other) => rank(one) - rank(other));
}
