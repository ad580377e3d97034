"""Assemble the Markdown parser; `parse` is thread-safe, all state is local to the call."""

import re
from re import Match
from typing import Any, cast

from mistune import BlockParser, Markdown
from mistune.core import BlockState
from mistune.plugins import Plugin
from mistune.plugins.footnotes import footnotes
from mistune.plugins.formatting import strikethrough

from kms.markup.budget import TooComplex, spend
from kms.markup.inline import CappedInline
from kms.markup.limits import BLANK_LINES, BLOCKS, CONTAINER_CHARS, LINES, NESTED_CONTAINERS
from kms.markup.maths import formulas
from kms.markup.tables import TABLE, parse_table

Token = dict[str, Any]

CALLOUTS = ("note", "tip", "important", "warning", "caution")
_BLANK_RUN = re.compile(rf"^(?:[ \t]*+\n){{{BLANK_LINES + 1},}}+", re.M)
_CALLOUT = re.compile(rf"\s*\[!({'|'.join(CALLOUTS)})\][ \t]*(?:\n|\Z)", re.I)
_TASK = re.compile(r"\[([ xX])\]\s+")


def parse(text: str, maths: bool = False) -> list[Token]:
    """Return the tokens of a Markdown text, footnotes last, with formulas if `maths`; raises TooComplex."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANK_RUN.sub("\n" * BLANK_LINES, text.replace("\x00", "\ufffd"))
    if text.count("\n") > LINES:
        raise TooComplex("lines")
    return cast(list[Token], (_WITH_MATHS if maths else _MARKDOWN).parse(text)[0])


class CappedBlocks(BlockParser):
    """mistune's block parser, which gives up on pages with too many blocks."""

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:
        spend(state.env, "blocks", 1, BLOCKS)
        spend(state.env, "chars", len(state.src), CONTAINER_CHARS)
        super().parse(state, rules)

    def parse_method(self, m: Match[str], state: BlockState) -> int | None:
        spend(state.env, "blocks", 1, BLOCKS)
        end = super().parse_method(m, state)
        if state.parent is None and m.lastgroup in ("atx_heading", "setex_heading"):
            _note_line(state, m.start())
        return end


def _note_line(state: BlockState, position: int) -> None:
    """Record the source line, from 0, where a heading starts; for an underlined one that of its text."""
    heading = state.last_token()
    if heading and heading["type"] == "heading":
        begin = position - len(heading["text"]) if heading["style"] == "setext" else position
        heading["line"] = state.src.count("\n", 0, begin)


def _build(*plugins: Plugin) -> Markdown:
    block = CappedBlocks(max_nested_level=NESTED_CONTAINERS)
    block.register("table", TABLE, parse_table)
    for rules in (block.block_quote_rules, block.list_rules):
        block.insert_rule(rules, "table")
    markdown = Markdown(None, block, CappedInline(), [strikethrough, footnotes, *plugins])
    markdown.before_render_hooks.append(_mark_blocks)
    return markdown


def _mark_blocks(markdown: Markdown, state: BlockState) -> None:
    _mark(state.tokens)


def _mark(tokens: list[Token]) -> None:
    for token in tokens:
        if token["type"] == "block_quote":
            _mark_callout(token)
        elif token["type"] == "list_item":
            _mark_task(token)
        _mark(token.get("children", []))


def _mark_callout(quote: Token) -> None:
    first = quote["children"][0] if quote["children"] else {}
    found = _CALLOUT.match(first.get("text", "")) if first.get("type") == "paragraph" else None
    if not found:
        return
    first["text"] = first["text"][found.end() :]
    quote["type"], quote["attrs"] = "callout", {"kind": found[1].lower()}
    if not first["text"].strip():
        del quote["children"][0]


def _mark_task(item: Token) -> None:
    first = item["children"][0] if item["children"] else {}
    found = _TASK.match(first.get("text", "")) if first.get("type") in ("paragraph", "block_text") else None
    if not found:
        return
    first["text"] = first["text"][found.end() :]
    first["attrs"] = {"checked": found[1] != " "}
    first["type"] = "task_" + first["type"]
    item["type"] = "task_item"


_MARKDOWN = _build()
_WITH_MATHS = _build(formulas)
