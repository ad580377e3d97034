"""Change link targets in a Markdown source when pages move: only real links change, all other bytes are unchanged.
Every position that resembles a link target gets a marker, the parser reports which markers are targets of links, and
only those are changed in the original source."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from mistune.helpers import unescape_char
from mistune.util import escape_url

from kms.markup.addresses import network_path, read_destination, read_image
from kms.markup.budget import TooComplex
from kms.markup.candidates import Candidate, find_candidates
from kms.markup.front_matter import split_front_matter
from kms.markup.model import MarkdownLink
from kms.markup.parser import parse
from kms.markup.plain import inline_text
from kms.markup.wiki_links import WikiTarget, read_target

Token = dict[str, Any]
Change = Callable[[MarkdownLink], str | None]


@dataclass(frozen=True)
class ByNumber:
    """A target whose title must not be revealed: becomes `[the existing text](/p/ID)`."""

    page_id: int


WikiChange = Callable[[MarkdownLink], str | ByNumber | None]

ROUNDS = 5
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.I)
_BARE_SAFE = "".join(set(map(chr, range(33, 127))) - set("<>|"))
_SPECIAL = re.compile(r"[\[\]\\*_`<]")
_PRIVATE = range(0xE000, 0xF8FF)


def rewrite_links(text: str, change: Change) -> str:
    """Return the source with new targets: `change` receives each link and image and returns its new target or None. A
    reference definition is one link however often it is used. A wiki link's new target is everything before its label;
    targets that cannot be written between brackets are skipped. A page too complex to render is unchanged."""
    return _rewrite(text, lambda link, source: change(link))


def rewrite_wiki_links(text: str, change: WikiChange) -> str:
    """Retarget wiki links: `change` returns the new `Title` or `space:Title`; headings and labels are kept."""

    def with_heading(link: MarkdownLink, source: str) -> str | ByNumber | None:
        new = change(link) if link.kind == "wiki" else None
        heading = read_target(source).heading
        return f"{new}#{heading}" if isinstance(new, str) and heading else new

    return _rewrite(text, with_heading)


def can_be_written(target: str) -> bool:
    """Whether a wiki link can express this target: it may not contain brackets, bars or line breaks."""
    return bool(target.strip()) and not re.search(r"[\[\]|\n]", target)


def _rewrite(text: str, change: Callable[[MarkdownLink, str], str | ByNumber | None]) -> str:
    pieces: list[str] = []
    position = 0
    for candidate, link in _real_links(text):
        start, end = candidate.start, candidate.end
        target = change(link, text[start:end])
        if isinstance(target, ByNumber):
            start, end = _brackets(text, candidate)
            written = None if text[:start].endswith("!") else _by_number(link, target, text[candidate.end : end - 2])
        else:
            written = None if target is None else _written(candidate, link, target)
        if written is not None:
            pieces += [text[position:start], written]
            position = end
    return "".join(pieces) + text[position:]


def _brackets(text: str, candidate: Candidate) -> tuple[int, int]:
    return text.rindex("[[", 0, candidate.start), text.index("]]", candidate.end) + 2


def _by_number(link: MarkdownLink, target: ByNumber, after: str) -> str | None:
    """Return a link labelled with the text `after` the target; None if that would split cells of a table."""
    label = re.sub(r"^\s*\\?\|", "", after).strip() or _label(link)
    fragment = f"#{link.fragment}" if link.fragment else ""
    return None if "|" in label else f"[{label}](/p/{target.page_id}{fragment})"


def _real_links(text: str) -> list[tuple[Candidate, MarkdownLink]]:
    start = split_front_matter(text)[1]
    real: dict[Candidate, MarkdownLink] = {}
    try:
        known = _targets(parse(text[start:]))
        pool = [candidate for candidate in find_candidates(text, start) if _target(text, candidate) in known]
        for _ in range(ROUNDS):
            chosen = _disjoint(pool, real)
            if not chosen:
                break
            real.update(_confirmed(text, start, [*real, *chosen]))
            tried = set(chosen)
            pool = [candidate for candidate in pool if candidate not in tried]
    except TooComplex:
        return []
    return sorted(real.items(), key=lambda item: item[0].start)


def _targets(tokens: Iterable[Token]) -> set[str | WikiTarget]:
    return {token["target"] if token["type"] == "wiki_link" else target for target, token in _link_tokens(tokens)}


def _target(text: str, candidate: Candidate) -> str | WikiTarget:
    source = text[candidate.start : candidate.end]
    return read_target(source) if candidate.form == "wiki" else unquote(_url(candidate, source))


def _disjoint(pool: Iterable[Candidate], taken: Iterable[Candidate]) -> list[Candidate]:
    """Return the first candidates that overlap neither each other nor those taken."""
    blocked = sorted(taken, key=lambda candidate: candidate.start)
    chosen: list[Candidate] = []
    end = index = 0
    for candidate in pool:
        while index < len(blocked) and blocked[index].end <= candidate.start:
            index += 1
        free = index == len(blocked) or blocked[index].start >= candidate.end
        if free and candidate.start >= end:
            chosen.append(candidate)
            end = candidate.end
    return chosen


def _confirmed(text: str, start: int, candidates: list[Candidate]) -> dict[Candidate, MarkdownLink]:
    mark = next(chr(code) for code in _PRIVATE if chr(code) not in text)
    ordered = sorted(candidates, key=lambda candidate: candidate.start)
    pieces: list[str] = []
    markers: dict[str, Candidate] = {}
    position = start
    for number, candidate in enumerate(ordered):
        marker, source = _marker(candidate, f"{mark}{number}{mark}")
        markers[marker] = candidate
        pieces += [text[position : candidate.start], source]
        position = candidate.end
    tokens = parse("".join(pieces) + text[position:])
    found: dict[Candidate, MarkdownLink] = {}
    for marker, token in _link_tokens(tokens):
        place = markers.get(marker)
        link = _link(text, place, token, mark) if place and place not in found else None
        if place and link:
            found[place] = link
    return found


def _marker(candidate: Candidate, name: str) -> tuple[str, str]:
    """Return the target that the parser will report, and what to write into the source for it."""
    if candidate.form == "bare":
        return f"http://k{name}", f"http://k{name}"
    if candidate.form == "autolink":
        return f"http://k{name}", f"<http://k{name}>"
    if candidate.form == "path":
        return f"S:\\{name}", f"<S:\\{name}>"
    return name, name


def _link_tokens(tokens: Iterable[Token]) -> Iterator[tuple[str, Token]]:
    for token in tokens:
        target = token.get("target")
        if isinstance(target, WikiTarget):
            yield target.title, token
        elif token["type"] in ("link", "image"):
            yield unquote(token["attrs"]["url"]), token
        yield from _link_tokens(token.get("children", ()))


def _link(text: str, candidate: Candidate, token: Token, mark: str) -> MarkdownLink | None:
    source = text[candidate.start : candidate.end]
    label = inline_text(token["children"])
    label = source.strip("<>") if mark in label else label
    if candidate.form == "wiki":
        return read_target(source).link(label)
    url = _url(candidate, source)
    found = read_image(url, label) if token["type"] == "image" else read_destination(url, label)
    return found.link if found else None


def _url(candidate: Candidate, source: str) -> str:
    if candidate.form in ("destination", "angle"):
        return escape_url(unescape_char(source))
    plain = source.strip("<>")
    return escape_url("http://" + plain if plain[:4].lower() == "www." else plain)


def _written(candidate: Candidate, link: MarkdownLink, target: str) -> str | None:
    """Return the new target in the syntax of its position, None if that is impossible."""
    if candidate.form == "wiki":
        return target if can_be_written(target) else None
    if candidate.form == "angle":
        return _angled(target)
    if candidate.form == "bare" and _WEB.fullmatch(target):
        return quote(target, safe=_BARE_SAFE)
    if candidate.form == "autolink" and _WEB.fullmatch(target) and "://" in target:
        return f"<{_angled(target)}>"
    if candidate.form == "path" and network_path(target):
        return f"<{target}>"
    if candidate.form == "destination":
        return _destination(target)
    return f"[{_label(link)}]({_destination(target)})"


def _label(link: MarkdownLink) -> str:
    return _SPECIAL.sub(r"\\\g<0>", link.label)


def _destination(target: str) -> str:
    if re.search(r"[\s()<]", target) or not target:
        return f"<{_angled(target)}>"
    return _angled(target)


def _angled(target: str) -> str:
    target = target.replace("\\", "\\\\").replace("|", "%7C").replace("\n", "%0A")
    return target.replace("<", "%3C").replace(">", "%3E")
