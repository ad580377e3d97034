"""The slow part of an import, one file at a time and without the database: read, convert, rewrite links, render."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kms.core.charsets import decode
from kms.core.text import N_, clean_line, fold_key
from kms.markup.front_matter import split_front_matter, title_of
from kms.markup.html import PageRenderer
from kms.markup.limits import TEXT_BYTES
from kms.markup.model import MarkdownLink, Rendered
from kms.markup.parser import parse
from kms.markup.render import render
from kms.markup.rewrite import rewrite_links
from kms.markup.slugs import PREFIX
from kms.tags.service import LONGEST, MOST
from kms.wiki.importing.html import to_markdown
from kms.wiki.pages.inputs import TITLE

Token = dict[str, Any]

TOO_LONG = N_("its text is too long for one page").id
NO_TEXT = N_("it holds no text").id


@dataclass(frozen=True)
class MarkdownFile:
    """A Markdown file on disk; with `keep`, its text is taken byte for byte."""

    file: Path
    keep: bool


@dataclass(frozen=True)
class FileSurvey:
    """What a file contains: `targets` are its relative links and images in order, duplicates included."""

    title: str
    tags: tuple[str, ...]
    targets: tuple[str, ...]
    converted: bool
    refused: str = ""


@dataclass(frozen=True)
class PrepareTask:
    """A file to prepare: `targets` says what each relative link becomes; `present` is the digest of the page's current
    text, "" if there is none."""

    source: MarkdownFile
    targets: Mapping[str, str]
    present: str


@dataclass(frozen=True)
class PreparedFile:
    """A text ready to be stored; `rendered` is None if it equals the page's current text.

    `left` are targets that should have been rewritten but were not found in the source.
    """

    text: str
    rendered: Rendered | None
    left: tuple[str, ...]


def survey(source: MarkdownFile) -> FileSurvey:
    """Read a file and extract its title, tags and relative links."""
    text, converted, refused = read(source)
    if refused:
        return FileSurvey("", (), (), False, refused)
    fields, start = split_front_matter(text)
    page, tokens = PageRenderer(), list[Token]()
    try:
        tokens = parse(text[start:])
        page.blocks(tokens)
    except Exception:  # a text that fails to render is shown as its source and has no links
        page, tokens = PageRenderer(), []
    first = sorted(page.headings, key=lambda heading: heading.level != 1)
    titles = [title_of(fields) or "", *(clean_line(heading.text) for heading in first)]
    title = next((title for title in titles if title), "")[:TITLE].strip()
    targets = [link.target for link in page.links if _is_relative(link)] + [""] * _count_empty(tokens)
    return FileSurvey(title, _tags(fields), tuple(targets), converted)


def make_ready(task: PrepareTask) -> PreparedFile:
    """The text with its links rewritten, rendered if it has changed."""
    text = read(task.source)[0]
    seen: set[str] = set()
    if task.targets:
        text = rewrite_links(text, lambda link: _repoint(link, task.targets, seen))
    rendered = None if digest(text) == task.present else render(text)
    return PreparedFile(text, rendered, tuple(target for target in task.targets if target not in seen))


def read(source: MarkdownFile) -> tuple[str, bool, str]:
    """The text, whether raw HTML in it was converted to Markdown, and why it is refused ("" if it is not)."""
    body = source.file.read_bytes()
    if len(body) > 2 * TEXT_BYTES:
        return "", False, TOO_LONG
    text = _text(body, source.keep)
    if "\x00" in text:
        return "", False, NO_TEXT
    converted = False
    if not source.keep:
        start = split_front_matter(text)[1]
        markdown, converted = to_markdown(text[start:])
        text = text[:start] + markdown
    if len(text.encode()) > TEXT_BYTES:
        return "", False, TOO_LONG
    return text, converted, ""


def digest(text: str) -> str:
    """A digest for comparing texts without keeping them."""
    return hashlib.sha256(text.encode()).hexdigest()


def _text(body: bytes, keep: bool) -> str:
    try:
        return body.decode("utf-8" if keep else "utf-8-sig")
    except UnicodeDecodeError:
        return decode(body).encode("utf-8", "replace").decode()


def _is_relative(link: MarkdownLink) -> bool:
    """Whether a link points to a path in the set, rather than to its own page or outside."""
    if link.kind == "relative":
        return bool(link.target) and not link.target.startswith(("#", "?"))
    return link.kind == "image" and not link.target.startswith("//") and ":" not in link.target.partition("/")[0]


def _count_empty(tokens: Iterable[Token]) -> int:
    """Count links without a target; `#` links to the top of its page and is not counted."""
    return sum(
        (token["type"] == "link" and not token["attrs"]["url"]) + _count_empty(token.get("children", ()))
        for token in tokens
    )


def _repoint(link: MarkdownLink, targets: Mapping[str, str], seen: set[str]) -> str | None:
    new = targets.get(link.target) if _is_relative(link) else None
    if new is None:
        return None
    seen.add(link.target)
    fragment = link.fragment.removeprefix(PREFIX) or link.target.partition("#")[2]
    return f"{new}#{fragment}" if fragment and link.kind != "image" else new


def _tags(fields: Mapping[str, object]) -> tuple[str, ...]:
    value = fields.get("tags")
    words: Sequence[object] = value if isinstance(value, list) else str(value).split(",") if value is not None else ()
    names: dict[str, str] = {}
    for word in words:
        if isinstance(word, (str, int, float)):
            name = clean_line(str(word)).removeprefix("#")[:LONGEST].strip()
            if name:
                names.setdefault(fold_key(name), name)
    return tuple(names.values())[:MOST]
