// Writes links, pictures and other inline units as Markdown: as in the source while that still means the same.
import type { Mark, Node } from "prosemirror-model";
import { identify, type Definitions } from "./definitions";
import { leadsTo, referenceLabel } from "./meaning";
import { schema } from "./schema";

const { nodes, marks } = schema;
const ANGLE = /^[a-z][a-z0-9+.-]{1,31}:[^\s<>]*$|^[^\s<>@]+@[^\s<>@]+$/i;

export interface Ends {
  open: string;
  close: string;
}

/** Parses a piece of inline source on its own, to see whether a recorded spelling still fits. */
export type InlineProbe = (source: string) => readonly Node[];

/** What comes before and after the text of a link; `text` is the whole text, or null if it is not plain. */
export function linkEnds(mark: Mark, text: string | null, definitions: Definitions, probe: InlineProbe, plain: boolean): Ends {
  const { href, title } = leadsTo(mark, definitions);
  const form = String(mark.attrs["form"]);
  if (text !== null && title === null) {
    if (form === "bare" && !plain && (href === text || href === `http://${text}`)) return { open: "", close: "" };
    if ((form === "angle" || (form === "bare" && plain)) && ANGLE.test(text) && (href === text || href === `mailto:${text}`)) return { open: "<", close: ">" };
  }
  const ending = mark.attrs["ending"] as string | null;
  if (ending && form === "reference" && refers(ending, text, definitions)) return { open: "[", close: plain && ending === "]" ? "][]" : ending };
  if (ending && form === "inline" && !plain && endsIn(ending, href, title, probe)) return { open: "[", close: ending };
  return { open: "[", close: `](${destination(href)}${titlePart(title)})` };
}

function refers(ending: string, text: string | null, definitions: Definitions): boolean {
  const label = referenceLabel(ending) || text;
  return label !== null && definitions.links.has(identify(label));
}

function endsIn(ending: string, href: string, title: string | null, probe: InlineProbe): boolean {
  const [only, ...more] = probe(`[x${ending}`);
  const mark = only && marks.link.isInSet(only.marks);
  return !more.length && mark !== undefined && mark.attrs["href"] === href && (mark.attrs["title"] || null) === title;
}

/** A unit's own source while it still reads as the unit, otherwise the source that expresses it best. */
export function atomSource(node: Node, probe: InlineProbe, inTable: boolean): string {
  const source = node.attrs["source"] as string | null;
  if (node.type === nodes.raw_inline) return source ?? "";
  if (source !== null && !(inTable && source.includes("|")) && same(probe(source), node)) return source;
  const fresh = freshSource(node);
  return inTable ? fresh.replace(/(?<!\\)\|/g, "\\|") : fresh;
}

function same(read: readonly Node[], node: Node): boolean {
  const [only, ...more] = read;
  if (!only || more.length || only.type !== node.type) return false;
  return Object.keys(node.attrs).every((name) => name === "source" || only.attrs[name] === node.attrs[name]);
}

function freshSource({ type, attrs }: Node): string {
  switch (type) {
    case nodes.image:
      return `![${String(attrs["alt"]).replace(/[\\[\]]/g, "\\$&")}](${destination(String(attrs["src"]))}${titlePart(attrs["title"] as string | null)})`;
    case nodes.wiki_link:
      return `[[${String(attrs["target"])}${attrs["label"] === null ? "" : `|${String(attrs["label"])}`}]]`;
    case nodes.footnote_reference:
      return `[^${String(attrs["label"])}]`;
    case nodes.inline_math:
      return inlineMath(String(attrs["tex"]));
    default:
      return "";
  }
}

function inlineMath(tex: string): string {
  const fence = longerThan(tex, "$", 1);
  return /^\$|\$$|^ .*\S.* $/.test(tex) ? `${fence} ${tex} ${fence}` : fence + tex + fence;
}

/** A run of `sign`, at least `least` long, that does not occur in the text. */
export function longerThan(text: string, sign: string, least: number): string {
  const runs = new Set((text.match(new RegExp(`\\${sign}+`, "g")) ?? []).map((run) => run.length));
  let length = least;
  while (runs.has(length)) length += 1;
  return sign.repeat(length);
}

export function destination(href: string): string {
  const safe = href.replaceAll("\n", "%0A").replace(/\\(?=[!-/:-@[-`{-~]|$)|&(?=#?\w+;)/g, "\\$&");
  if (!safe) return "";
  return /[\s\p{Cc}]|^</u.test(safe) || !balanced(safe) ? `<${safe.replace(/[<>]/g, "\\$&")}>` : safe;
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function titlePart(title: string | null): string {
  return title ? ` "${title.replace(/["\\]|&(?=#?\w+;)/g, "\\$&").replace(/\n\s*\n/g, "\n")}"` : "";
}
