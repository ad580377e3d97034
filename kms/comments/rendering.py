"""Render comments as safe HTML: Markdown as in pages, but without headings and anchors, which belong to the page."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from kms.markup.fill import fill_links, fill_mentions
from kms.markup.model import MarkdownLink, ResolvedLink
from kms.markup.render import render

_HEADING = re.compile(r"<h[1-6](?: id=\"[^\"]*\")?>(.*?)</h[1-6]>", re.S)
_ID = re.compile(r"(<[a-z][^>]*?) id=\"[^\"]*\"")


@dataclass(frozen=True)
class RenderedComment:
    """A rendered comment: its source, HTML, and plain text."""

    source: str
    html: str
    plain: str


def render_comment(source: str) -> RenderedComment:
    """Render a comment; a `[[link]]` leads to a search for its words, because readers differ in what they may see."""
    rendered = render(source)
    html = fill_mentions(fill_links(rendered.html, [_to_search(link) for link in rendered.links]), {})
    return RenderedComment(source, _ID.sub(r"\1", _HEADING.sub(r"<p><strong>\1</strong></p>", html)), rendered.plain)


def mentioned(source: str) -> list[str]:
    """Return the distinct user names after an @, ignoring those in code."""
    return list(render(source).names)


def _to_search(link: MarkdownLink) -> ResolvedLink | None:
    if link.kind != "wiki":
        return None
    return ResolvedLink(f"/search?{urlencode({'q': link.target})}", exists=True)
