// Parses Markdown into a syntax tree (mdast), with exactly the syntax the server knows.
import type { Root } from "mdast";
import { fromMarkdown, type Options } from "mdast-util-from-markdown";
import { gfmFootnoteFromMarkdown } from "mdast-util-gfm-footnote";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfm } from "micromark-extension-gfm";
import type { Construct, Extension } from "micromark-util-types";
import { bareAddressTree } from "./bare_addresses";
import { frontMatterEnd, frontMatterSyntax, frontMatterTree } from "./front_matter";
import { indentedCode } from "./indented_code";
import { networkPathSyntax, networkPathTree } from "./network_paths";
import { wikiLinkSyntax, wikiLinkTree } from "./wiki_links";

/** The syntax beyond plain Markdown; front matter only if the text is a whole page. */
export interface Syntax {
  maths: boolean;
  frontMatter: boolean;
}

interface Prepared {
  extensions: NonNullable<Options["extensions"]>;
  mdastExtensions: NonNullable<Options["mdastExtensions"]>;
}

const plain: Prepared = {
  extensions: [withoutMail(gfm({ singleTilde: false })), wikiLinkSyntax, networkPathSyntax, indentedCode()],
  mdastExtensions: [
    bareAddressTree,
    gfmFootnoteFromMarkdown(),
    gfmStrikethroughFromMarkdown(),
    gfmTableFromMarkdown(),
    gfmTaskListItemFromMarkdown(),
    wikiLinkTree,
    networkPathTree,
    frontMatterTree,
  ],
};
let withMaths: Prepared | null = null;

/** Must be loaded before a text with formulas is parsed. */
export async function loadMaths(): Promise<void> {
  const { math, mathFromMarkdown } = await import("./maths_syntax");
  withMaths ??= { extensions: [...plain.extensions, math()], mdastExtensions: [...plain.mdastExtensions, mathFromMarkdown()] };
}

export function parse(markdown: string, { maths, frontMatter }: Syntax): Root {
  const known = maths ? withMaths : plain;
  if (!known) throw new Error("The syntax of formulas was not loaded.");
  const { extensions, mdastExtensions } = known;
  const end = frontMatter ? frontMatterEnd(markdown) : 0;
  return fromMarkdown(markdown, { extensions: end ? [...extensions, frontMatterSyntax(end)] : extensions, mdastExtensions });
}

/** The server does not link bare email addresses; looking for them stops the parser at every letter. */
function withoutMail(extension: Extension): Extension {
  const text = Object.entries(extension.text ?? {})
    .map(([code, constructs]) => [code, list(constructs).filter(({ name }) => name !== "emailAutolink")] as const)
    .filter(([, constructs]) => constructs.length > 0);
  return { ...extension, text: Object.fromEntries(text) };
}

function list(constructs: Construct | Construct[] | undefined): Construct[] {
  return constructs === undefined ? [] : [constructs].flat();
}
