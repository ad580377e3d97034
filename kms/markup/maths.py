"""Formulas: inline `$…$` and blocks between lines of `$$`, by the rules of micromark's maths extension. Only used in
spaces with formulas switched on; elsewhere a dollar sign is a dollar sign."""

import re
from re import Match

from mistune import BlockParser, InlineParser, Markdown
from mistune.core import BlockState, InlineState

_FENCE = r"^ {0,3}(?P<dollars>\${2,})(?P<meta>[^$\n]*)$"
_RUN = re.compile(r"\$+")


def formulas(md: Markdown) -> None:
    """The mistune plugin: tokens `block_formula` and `formula`, both with the TeX in `raw`."""
    block, inline = md.block, md.inline
    block.register("block_formula", _FENCE, _parse_block, before="fenced_code")
    for rules in (block.block_quote_rules, block.list_rules):
        block.insert_rule(rules, "block_formula", before="fenced_code")
    inline.register("formula", r"\$+", _parse_inline, before="codespan", start_chars="$")


def _parse_block(block: BlockParser, match: Match[str], state: BlockState) -> int:
    """Parse up to a closing line of at least as many dollars, or to the end of the container."""
    dollars, start = match["dollars"], min(match.end() + 1, state.cursor_max)
    closing = re.compile(rf"^ {{0,3}}\${{{len(dollars)},}}[ \t]*$", re.M).search(state.src, start)
    end = closing.start() if closing else state.cursor_max
    state.append_token({"type": "block_formula", "raw": state.src[start:end].strip("\n")})
    return min(closing.end() + 1, state.cursor_max) if closing else state.cursor_max


def _parse_inline(inline: InlineParser, match: Match[str], state: InlineState) -> int:
    """Parse up to the next run of exactly as many dollars, like code spans; without one the dollars are text."""
    run = match.group()
    unclosed: set[tuple[int, int]] = state.env.setdefault("unclosed_dollars", set())
    if (id(state.src), len(run)) not in unclosed:
        for other in _RUN.finditer(state.src, match.end()):
            if len(other.group()) == len(run):
                state.append_token({"type": "formula", "raw": _unpadded(state.src[match.end() : other.start()])})
                return other.end()
        unclosed.add((id(state.src), len(run)))
    state.append_token({"type": "text", "raw": run, "literal": True})
    return match.end()


def _unpadded(tex: str) -> str:
    tex = tex.replace("\n", " ")
    return tex[1:-1] if tex.strip() and tex[0] == tex[-1] == " " else tex
