// Markdown to its syntax tree (mdast), with exactly the syntax the server knows.
import type { Root } from "mdast";
import { fromMarkdown, type Extension as TreeExtension, type Options } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { mathFromMarkdown } from "mdast-util-math";
import { frontmatter } from "micromark-extension-frontmatter";
import { gfm } from "micromark-extension-gfm";
import { math } from "micromark-extension-math";
import type { Construct, Extension } from "micromark-util-types";
import { indentedCode } from "./indented_code";
import { networkPathSyntax, networkPathTree } from "./network_paths";
import { wikiLinkSyntax, wikiLinkTree } from "./wiki_links";

/** What is read besides plain Markdown; front matter only where the text is a whole page. */
export interface Syntax {
  maths: boolean;
  frontMatter: boolean;
}

export function parse(markdown: string, syntax: Syntax): Root {
  const key = `${String(syntax.maths)} ${String(syntax.frontMatter)}`;
  const options = prepared.get(key) ?? prepare(syntax);
  prepared.set(key, options);
  return fromMarkdown(markdown, options);
}

const prepared = new Map<string, Options>();

function prepare({ maths, frontMatter }: Syntax): Options {
  const extensions = [withoutMail(gfm({ singleTilde: false })), wikiLinkSyntax, networkPathSyntax, indentedCode()];
  const mdastExtensions = [...GFM_TREE, wikiLinkTree, networkPathTree];
  if (maths) {
    extensions.push(math());
    mdastExtensions.push(mathFromMarkdown());
  }
  if (frontMatter) {
    extensions.push(frontmatter(["yaml"]));
    mdastExtensions.push(frontmatterFromMarkdown(["yaml"]));
  }
  return { extensions, mdastExtensions };
}

/** Without the search for addresses after parsing: it makes nodes that do not say where they stand. */
const GFM_TREE: readonly TreeExtension[] = gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] }));

/** The server does not link bare mail addresses; looking for them stops the parser at every letter. */
function withoutMail(extension: Extension): Extension {
  const text = Object.entries(extension.text ?? {})
    .map(([code, constructs]) => [code, list(constructs).filter(({ name }) => name !== "emailAutolink")] as const)
    .filter(([, constructs]) => constructs.length > 0);
  return { ...extension, text: Object.fromEntries(text) };
}

function list(constructs: Construct | Construct[] | undefined): Construct[] {
  return constructs === undefined ? [] : [constructs].flat();
}
