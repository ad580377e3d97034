"""Find the parts of a source that may be link targets; only the parser can tell which of them are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mistune.helpers import parse_link_href

from kms.markup.inline import BARE_URL, NETWORK_PATH, bare_url_length
from kms.markup.wiki_links import WIKI_LINK

Form = Literal["wiki", "destination", "angle", "autolink", "path", "bare"]

_WIKI = re.compile(WIKI_LINK)
_BARE = re.compile(BARE_URL)
_PATH = re.compile(NETWORK_PATH)
_INLINE = re.compile(r"\]\(")
_DEFINITION = re.compile(r"^[ \t>*+\-0-9.)]{0,60}\[(?:[^\\\[\]]|\\.){1,999}\]:", re.M)
_AUTOLINK = re.compile(r"<((?:https?|ftp|file):[^<>\x00-\x20]*)>", re.I)


@dataclass(frozen=True)
class Candidate:
    """A part of the source that resembles a link target; for bare forms it is the whole link."""

    start: int
    end: int
    form: Form


def find_candidates(text: str, start: int) -> list[Candidate]:
    """Return all candidates from `start` on, in order; they may overlap."""
    found = [*_wiki(text, start), *_destinations(text, start), *_bare(text, start)]
    found += [Candidate(m.start(), m.end(), "autolink") for m in _AUTOLINK.finditer(text, start)]
    found += [Candidate(m.start(), m.end(), "path") for m in _PATH.finditer(text, start)]
    return sorted(found, key=lambda candidate: (candidate.start, candidate.end))


def _wiki(text: str, start: int) -> Iterator[Candidate]:
    for match in _WIKI.finditer(text, start):
        inner = match.group()[2:-2]
        target = re.split(r"\\?\|", inner, maxsplit=1)[0]
        begin = match.start() + 2 + len(target) - len(target.lstrip())
        if target.strip():
            yield Candidate(begin, begin + len(target.strip()), "wiki")


def _destinations(text: str, start: int) -> Iterator[Candidate]:
    for pattern, block in ((_INLINE, False), (_DEFINITION, True)):
        for match in pattern.finditer(text, start):
            href, end = parse_link_href(text, match.end(), block=block)
            if href is None or end is None:
                continue
            angled = text[end - len(href) - 2 : end] == f"<{href}>"
            if angled:
                yield Candidate(end - len(href) - 1, end - 1, "angle")
            else:
                yield Candidate(end - len(href), end, "destination")


def _bare(text: str, start: int) -> Iterator[Candidate]:
    """Inside brackets a bare URL ends before `]`, elsewhere it does not: both are candidates."""
    for match in _BARE.finditer(text, start):
        whole = match.group()
        for part in {whole, whole.split("]")[0]}:
            length = bare_url_length(part)
            if length > 4:
                yield Candidate(match.start(), match.start() + length, "bare")
