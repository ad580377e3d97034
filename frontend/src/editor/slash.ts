// The menu that opens on "/": every kind of block, found by words of both languages.
import type { EditorView } from "prosemirror-view";
import { say } from "../words";
import * as actions from "./actions";
import type { Action } from "./actions";
import type { AnyTrigger, Choice, Trigger } from "./choices";

interface Offer extends Choice {
  action: Action;
}

/** Words of both languages by which an action is found, whichever language is shown. */
const FIND: Readonly<Record<string, string>> = {
  heading_2: "heading überschrift h2 titel title section abschnitt",
  heading_3: "heading überschrift h3 subheading unterüberschrift",
  heading_4: "heading überschrift h4",
  callout_note: "callout hinweiskasten note hinweis",
  callout_tip: "callout hinweiskasten tip tipp rat",
  callout_important: "callout hinweiskasten important wichtig",
  callout_warning: "callout hinweiskasten warning warnung",
  callout_caution: "callout hinweiskasten caution vorsicht danger gefahr",
  link: "link verweis adresse url",
  paragraph: "paragraph absatz text",
  list: "list liste aufzählung bullets punkte",
  numbers: "list liste numbers nummern nummeriert",
  checklist: "checklist checkliste aufgaben tasks todo",
  file: "picture image bild file datei foto attachment anhang",
  table: "table tabelle",
  quote: "quotation zitat quote",
  code_block: "code block programm quelltext",
  rule: "rule line linie trennlinie",
  mention: "mention person erwähnen name aufgabe task kollegin kollege",
  emoji: "emoji smiley symbol",
  footnote: "footnote fußnote quelle source",
  formula: "formula formel maths mathematik",
  diagram: "diagram diagramm mermaid ablauf flowchart",
};

export function slashMenu(features: ReadonlySet<string>, canUpload: boolean): AnyTrigger {
  const { headings, bullets, numbers, checklist, table, file, quote, callouts, codeBlock, rule, link, mention, emoji } = actions;
  const all = [...headings.slice(1), bullets, numbers, checklist, table, ...(canUpload ? [file] : []), quote, ...callouts, codeBlock, rule, link, mention, emoji, ...actions.extras(features)];
  const offers = all.map((action) => ({ action, label: say(`do_${action.name}`), icon: action.icon, key: action.key }));
  const trigger: Trigger<Offer> = {
    trigger: /(^|\s)\/([\p{L}\d]*)$/u,
    label: say("slash_menu"),
    fill: (typed) => Promise.resolve(matching(offers, typed.toLowerCase())),
    choose: ({ action }, view, from, to) => choose(action, view, from, to),
  };
  return trigger as unknown as AnyTrigger;
}

function choose(action: Action, view: EditorView, from: number, to: number): void {
  view.dispatch(view.state.tr.delete(from, to));
  action.run(view.state, view.dispatch, view);
}

/** Labels that begin with the typed letters come before those with only a matching word. */
function matching(offers: Offer[], typed: string): Offer[] {
  const words = ({ action, label }: Offer): string[] => `${label} ${FIND[action.name] ?? ""}`.toLowerCase().split(/[\s-]+/);
  const rank = (offer: Offer): number => (offer.label.toLowerCase().startsWith(typed) ? 0 : words(offer).some((word) => word.startsWith(typed)) ? 1 : 2);
  return offers.filter((offer) => rank(offer) < 2).sort((one, other) => rank(one) - rank(other));
}
