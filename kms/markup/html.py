"""Write the HTML of a page, token by token, and collect its headings and links."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mistune import HTMLRenderer
from mistune.core import BlockState
from mistune.util import escape, unescape

from kms.markup.addresses import LinkDestination, read_destination, read_image
from kms.markup.highlight import highlighted
from kms.markup.limits import HIGHLIGHT_PAGE_CHARS
from kms.markup.model import Heading, MarkdownLink, TaskItem
from kms.markup.plain import inline_text, without_comments
from kms.markup.slugs import HeadingIds

Token = dict[str, Any]

_LINE_BREAK = re.compile(r"<br[ \t]*/?>", re.I)
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,30}")


class PageRenderer(HTMLRenderer):
    """Renders one page, once; raw HTML is escaped, comments are dropped."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.headings: list[Heading] = []
        self.links: list[MarkdownLink] = []
        self.tasks: list[TaskItem] = []
        self.names: list[str] = []
        self._ids = HeadingIds()
        self._noted: set[int] = set()
        self._linked = False
        self._coloured = 0
        self._by_token: dict[str, Callable[[Token, BlockState], str]] = {
            "heading": self._heading,
            "image": self._image,
            "link": self._link,
            "mention": self._mention,
            "task_block_text": self._task,
            "task_paragraph": self._task,
            "text": self._text,
            "wiki_link": self._wiki_link,
        }

    def blocks(self, tokens: list[Token]) -> list[str]:
        """Return the HTML of each top-level block."""
        state = BlockState()
        return [self.render_token(token, state) for token in tokens]

    def render_token(self, token: Token, state: BlockState) -> str:
        render = self._by_token.get(token["type"])
        return render(token, state) if render else super().render_token(token, state)

    def _text(self, token: Token, state: BlockState) -> str:
        raw = token["raw"] if token.get("literal") else unescape(token["raw"])
        return escape(raw, quote=False)

    def linebreak(self) -> str:
        return "<br>\n"

    def thematic_break(self) -> str:
        return "<hr>\n"

    def codespan(self, text: str) -> str:
        return f"<code>{escape(text, quote=False)}</code>"

    def _heading(self, token: Token, state: BlockState) -> str:
        text = inline_text(token["children"])
        heading = Heading(token["attrs"]["level"], text, self._ids.take(text))
        self.headings.append(heading)
        inner = self.render_tokens(token["children"], state)
        return f'<h{heading.level} id="{escape(heading.id)}">{inner}</h{heading.level}>\n'

    def _link(self, token: Token, state: BlockState) -> str:
        found = read_destination(token["attrs"]["url"], inline_text(token["children"]))
        inner = self._within_link(token, state)
        if not found:
            return inner
        self.links.append(found.link)
        if found.link.kind == "path":
            return f'<span class="network-path"{self.render_attrs({"data-path": found.link.target})}>{inner}</span>'
        return f"<a{self.render_attrs(_link_attributes(found, token))}>{inner}</a>"

    def _within_link(self, token: Token, state: BlockState) -> str:
        """Inside a link, mentions are not linked."""
        outer, self._linked = self._linked, True
        inner = self.render_tokens(token["children"], state)
        self._linked = outer
        return inner

    def _wiki_link(self, token: Token, state: BlockState) -> str:
        inner = self._within_link(token, state)
        link: MarkdownLink = token["target"].link(inline_text(token["children"]))
        if not link.target:
            return f'<a href="#{escape(link.fragment)}">{inner}</a>'
        self.links.append(link)
        return f'<a class="wiki-link" data-wiki="{len(self.links) - 1}">{inner}</a>'

    def _mention(self, token: Token, state: BlockState) -> str:
        name = token["raw"][1:]
        if self._linked:
            return escape(token["raw"])
        self.names.append(name)
        return f'<span class="mention" data-name="{escape(name)}">@{escape(name)}</span>'

    def _task(self, token: Token, state: BlockState) -> str:
        names = tuple(dict.fromkeys(_names(token["children"])))
        self.tasks.append(TaskItem(inline_text(token["children"]), token["attrs"]["checked"], names))
        return super().render_token(token, state)

    def _image(self, token: Token, state: BlockState) -> str:
        alt = inline_text(token["children"])
        found = read_image(token["attrs"]["url"], alt)
        if not found:
            return escape(alt)
        self.links.append(found.link)
        attributes = {"src": found.href, "alt": alt, "title": token["attrs"].get("title")}
        return f'<img{self.render_attrs(attributes)} loading="lazy">'

    def inline_html(self, html: str) -> str:
        if _LINE_BREAK.fullmatch(html):
            return "<br>\n"
        return escape(without_comments(html), quote=False)

    def block_html(self, html: str) -> str:
        shown = without_comments(html).strip()
        return f"<p>{escape(shown, quote=False)}</p>\n" if shown else ""

    def block_code(self, code: str, info: str | None = None) -> str:
        language = ((info or "").split() or [""])[0]
        coloured = None
        if self._coloured + len(code) <= HIGHLIGHT_PAGE_CHARS:
            coloured = highlighted(code, language.lower())
        self._coloured += len(code) if coloured else 0
        named = f' class="language-{escape(language)}"' if _LANGUAGE.fullmatch(language) else ""
        return f'<pre class="highlight"><code{named}>{coloured or escape(code, quote=False)}</code></pre>\n'

    def formula(self, tex: str) -> str:
        return f'<span class="formula">{escape(tex, quote=False)}</span>'

    def block_formula(self, tex: str) -> str:
        return f'<div class="formula">{escape(tex, quote=False)}</div>\n'

    def callout(self, text: str, kind: str) -> str:
        title = f'<p class="callout-title" data-word="{kind}">{kind.capitalize()}</p>'
        return f'<div class="callout callout-{kind}">\n{title}\n{text}</div>\n'

    def task_item(self, text: str) -> str:
        return f'<li class="task">{text}</li>\n'

    def task_paragraph(self, text: str, checked: bool) -> str:
        return f"<p>{self.task_block_text(text, checked)}</p>\n"

    def task_block_text(self, text: str, checked: bool) -> str:
        return f'<label><input type="checkbox" disabled{" checked" if checked else ""}> {text}</label>'

    def strikethrough(self, text: str) -> str:
        return f"<del>{text}</del>"

    def table(self, text: str) -> str:
        return f"<table>\n{text}</table>\n"

    def table_head(self, text: str) -> str:
        return f"<thead>\n<tr>{text}</tr>\n</thead>\n"

    def table_body(self, text: str) -> str:
        return f"<tbody>\n{text}</tbody>\n"

    def table_row(self, text: str) -> str:
        return f"<tr>{text}</tr>\n"

    def table_cell(self, text: str, tag: str, align: str | None) -> str:
        aligned = f' class="align-{align}"' if align else ""
        return f"<{tag}{aligned}>{text}</{tag}>"

    def footnote_ref(self, key: str, index: int) -> str:
        first = index not in self._noted
        self._noted.add(index)
        named = f' id="fnref-{index}"' if first else ""
        return f'<sup class="footnote-ref"{named}><a href="#fn-{index}">{index}</a></sup>'

    def footnote_item(self, text: str, key: str, index: int) -> str:
        back = f' <a class="footnote-back" href="#fnref-{index}">↩</a>'
        text = text.rstrip()
        text = text[:-4] + back + "</p>" if text.endswith("</p>") else text + back
        return f'<li id="fn-{index}">{text}</li>\n'

    def footnotes(self, text: str) -> str:
        return f'<section class="footnotes">\n<ol>\n{text}</ol>\n</section>\n'


def _names(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token["type"] == "mention":
            yield token["raw"][1:]
        elif token["type"] not in ("link", "wiki_link"):
            yield from _names(token.get("children", ()))


def _link_attributes(found: LinkDestination, token: Token) -> dict[str, object]:
    attributes: dict[str, object] = {"href": found.href, "title": token["attrs"].get("title")}
    if found.link.kind == "web":
        attributes.update({"class": "external", "rel": "noreferrer noopener nofollow"})
    return attributes
