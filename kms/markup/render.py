"""`render` turns a page's Markdown into safe HTML with its headings, links, plain text and title."""

import logging
from collections.abc import Mapping
from typing import Any

from mistune.util import escape

from kms.core.errors import Invalid
from kms.core.text import N_, clean_line
from kms.markup import clean
from kms.markup.budget import TooComplex
from kms.markup.front_matter import split_front_matter, title_of
from kms.markup.html import PageRenderer
from kms.markup.limits import ENTITY_WORK, HTML_CHARS, HTML_FLOOR, HTML_GROWTH, HTML_TAGS, TEXT_BYTES
from kms.markup.model import Heading, MarkdownLink, Rendered
from kms.markup.parser import parse
from kms.markup.plain import plain_text

Token = dict[str, Any]
_log = logging.getLogger(__name__)


def render(text: str, maths: bool = False) -> Rendered:
    """Render a page, with formulas if `maths`.

    The result depends on the text alone and is safe to show to anyone who may read the page. Raises Invalid for a text
    over 512 KB. A text that is too complex to render, or that crashes the parser, is returned as its escaped source
    with a notice; nothing else is ever raised.
    """
    check_size(text)
    try:
        return _render(text, maths)
    except TooComplex:
        return _as_source(text, {})
    except Exception:
        _log.exception("a text of %d characters could not be rendered", len(text))
        return _as_source(text, {})


def check_size(text: str) -> None:
    """Raise Invalid if a text exceeds the size limit of a page."""
    if len(text) > TEXT_BYTES or len(text.encode("utf-8", "replace")) > TEXT_BYTES:
        limit = TEXT_BYTES // 1024
        raise Invalid({"text": N_("This text is too long: at most %(limit)d KB fit on one page.", limit=limit)})


def _render(text: str, maths: bool) -> Rendered:
    front_matter, start = split_front_matter(text)
    tokens = parse(text[start:], maths)
    page = PageRenderer()
    blocks = page.blocks(tokens)
    if not _is_small(blocks, text):
        return _as_source(text, front_matter)
    return Rendered(
        html=clean.clean_blocks(blocks),
        headings=tuple(page.headings),
        links=tuple(page.links),
        plain=plain_text(tokens),
        title=_title(front_matter, page.headings),
        front_matter=front_matter,
        maths=maths,
        tasks=tuple(page.tasks),
        names=tuple(dict.fromkeys(page.names)),
    )


def _is_small(blocks: list[str], text: str) -> bool:
    size = sum(map(len, blocks))
    tags = sum(block.count("<") + block.count('="') for block in blocks)
    entities = sum(block.count("&") ** 2 for block in blocks)
    longest = min(HTML_CHARS, max(HTML_FLOOR, HTML_GROWTH * len(text)))
    return size <= longest and tags <= HTML_TAGS and entities <= ENTITY_WORK


def _title(front_matter: Mapping[str, object], headings: list[Heading]) -> str | None:
    named = title_of(front_matter)
    first = sorted(headings, key=lambda heading: heading.level != 1)[:1]
    return named or next((clean_line(heading.text) for heading in first if clean_line(heading.text)), None)


def _as_source(text: str, front_matter: Mapping[str, object]) -> Rendered:
    notice = '<p class="notice" data-word="source">This page is too complex to be shown; here is its source.</p>\n'
    html = f'{notice}<pre class="source">{escape(text)}</pre>\n'
    nothing: tuple[MarkdownLink, ...] = ()
    return Rendered(html, (), nothing, text, title_of(front_matter), front_matter)
