"""Comments as safe HTML: the house's Markdown, but without headings and anchors, which belong to the page itself."""

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
    """A text as it is kept: its source, its HTML, its words."""

    source: str
    html: str
    plain: str


def render_comment(source: str) -> RenderedComment:
    """Render a comment; a `[[link]]` leads to the search for its words, which every reader may ask."""
    rendered = render(source)
    html = fill_mentions(fill_links(rendered.html, [_to_search(link) for link in rendered.links]), {})
    return RenderedComment(source, _ID.sub(r"\1", _HEADING.sub(r"<p><strong>\1</strong></p>", html)), rendered.plain)


def mentioned(source: str) -> list[str]:
    """The user names after an @, each once; a name in code is none."""
    return list(render(source).names)


def _to_search(link: MarkdownLink) -> ResolvedLink | None:
    if link.kind != "wiki":
        return None
    return ResolvedLink(f"/search?{urlencode({'q': link.target})}", exists=True)
