// The choices after "[[": pages, their headings after "#", bookmarks, and a page that does not exist yet.
import { Fragment, type Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { writeFragment } from "../markdown/document";
import { schema } from "../markdown/schema";
import { getJson, withQuery } from "../request";
import { say } from "../words";
import { addressTrigger } from "./address_paste";
import type { AnyTrigger, Choice, Trigger } from "./choices";

interface Offered {
  kind: "page" | "heading" | "bookmark";
  title: string;
  place: string;
  target: string | null;
  href: string;
}

interface Answer {
  choices: Offered[];
  create: string | null;
}

interface LinkChoice extends Choice {
  content: Node;
}

const ICONS = { page: "file-text", heading: "heading", bookmark: "bookmark" };

const pages: Trigger<LinkChoice> = {
  trigger: /\[\[([^[\]|]{0,100})$/u,
  label: say("link_choices"),
  fill: async (typed, signal) => {
    const { choices, create } = await getJson<Answer>(address(typed), signal);
    return [...choices.map(choiceOf), ...(create === null ? [] : [newPage(create)])];
  },
  choose: ({ content }, view, from, to) => put(view, content, from, to),
};

/** The same choices in the Markdown source editor. */
export const pagesAsMarkdown = {
  ...pages,
  fill: async (typed: string, signal: AbortSignal): Promise<Choice[]> =>
    (await pages.fill(typed, signal)).map((choice) => ({ ...choice, markdown: writeFragment(Fragment.from(choice.content), { maths: false }) })),
};

export const linkTriggers: readonly AnyTrigger[] = [pages, addressTrigger] as unknown as AnyTrigger[];

function address(typed: string): string {
  const context = JSON.parse(document.querySelector<HTMLElement>("[data-editor]")?.dataset["context"] ?? "{}") as Record<string, string>;
  return Object.entries(context).reduce((url, [name, value]) => withQuery(url, name, value), withQuery("/complete/links", "q", typed));
}

function choiceOf({ kind, title, place, target, href }: Offered): LinkChoice {
  const content = target === null ? linked(title, href) : schema.nodes.wiki_link.create({ target });
  return { label: title, second: place, icon: ICONS[kind], content };
}

function newPage(title: string): LinkChoice {
  return { label: say("link_create", { title }), icon: "plus", content: schema.nodes.wiki_link.create({ target: title }) };
}

/** A bookmark, or a page whose title cannot be written as a wiki link. */
function linked(title: string, href: string): Node {
  return schema.text(title, [schema.marks.link.create({ href })]);
}

/** Closing brackets that already follow the cursor are replaced too. */
function put(view: EditorView, content: Node, from: number, to: number): void {
  const { parent, parentOffset } = view.state.doc.resolve(to);
  const behind = parent.textBetween(parentOffset, parent.content.size, undefined, "\ufffc");
  const closed = /^\]{1,2}/.exec(behind)?.[0].length ?? 0;
  view.dispatch(view.state.tr.replaceWith(from, to + closed, content).removeStoredMark(schema.marks.link).scrollIntoView());
}
