// The choices after "@": the people who may read this page; the chosen one is plain text, `@name`.
import type { EditorView } from "prosemirror-view";
import { getJson, withQuery } from "../request";
import { say } from "../words";
import type { AnyTrigger, Trigger } from "./choices";

interface Offered {
  user_name: string;
  name: string;
}

/** User names known in this window: those in the text when it was loaded, and those that were offered. */
const known = new Set<string>();

const people: Trigger = {
  trigger: /(^|[\s(])@([\p{L}\p{N}_.-]{0,60})$/u,
  label: say("mention_choices"),
  fill: async (typed, signal) => {
    const found = await getJson<Offered[]>(address(typed), signal);
    for (const { user_name } of found) known.add(user_name.toLowerCase());
    return found.map(({ user_name, name }) => ({ label: name, second: `@${user_name}`, icon: "user", markdown: `@${user_name} ` }));
  },
  choose: ({ markdown = "" }, view, from, to) => put(view, markdown, from, to),
};

export const mentionTrigger = people as unknown as AnyTrigger;

/** The same in the Markdown source editor. */
export const mentionsAsMarkdown: Trigger = people;

export function isPerson(userName: string): boolean {
  if (known.size === 0) for (const name of (field()?.dataset["people"] ?? "").split(" ")) known.add(name.toLowerCase());
  return known.has(userName.toLowerCase());
}

function field(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-editor]");
}

function put(view: EditorView, text: string, from: number, to: number): void {
  view.dispatch(view.state.tr.insertText(text, from, to).scrollIntoView());
}

/** The page, or the space of a new one. */
function address(typed: string): string {
  const context = JSON.parse(field()?.dataset["context"] ?? "{}") as Record<string, string>;
  const about = context["page"] ? `page:${context["page"]}` : `space:${context["space"] ?? ""}`;
  return withQuery(withQuery("/complete/readers", "about", about), "q", typed);
}
