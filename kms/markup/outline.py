"""Extract the content under a heading of a page, as parsed: the items of its lists, or its paragraphs."""

from collections.abc import Collection, Iterator
from typing import Any

from kms.core.text import fold_key
from kms.markup.budget import TooComplex
from kms.markup.front_matter import split_front_matter
from kms.markup.parser import parse
from kms.markup.plain import inline_text

Token = dict[str, Any]


def items_under(text: str, headings: Collection[str]) -> list[str]:
    """Return the text of each list item under the first of these headings (folded), without nested content; the
    paragraphs if there is no list."""
    try:
        tokens = parse(text[split_front_matter(text)[1] :])
    except TooComplex:
        return []
    found = list(_under(tokens, headings))
    items = [item for token in found if token["type"] == "list" for item in token["children"]]
    blocks = [item["children"][0] for item in items if item["children"]] or found
    words = (inline_text(block.get("children", ())) for block in blocks if block["type"] in _WORDS)
    return [line for line in words if line]


_WORDS = ("paragraph", "block_text", "task_paragraph", "task_block_text")


def _under(tokens: list[Token], headings: Collection[str]) -> Iterator[Token]:
    level = 0
    for token in tokens:
        if token["type"] == "heading":
            deeper = level and token["attrs"]["level"] > level
            if level and not deeper:
                return
            if not level and fold_key(inline_text(token["children"])) in headings:
                level = token["attrs"]["level"]
        elif level:
            yield token
