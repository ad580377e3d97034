"""Find the sections of a page, as parsed; `cut` extracts one, `splice` replaces it."""

import re
from dataclasses import dataclass

from kms.core.errors import Invalid
from kms.markup.budget import TooComplex
from kms.markup.front_matter import split_front_matter
from kms.markup.html import PageRenderer
from kms.markup.limits import BLANK_LINES
from kms.markup.model import Heading
from kms.markup.parser import parse
from kms.markup.render import check_size

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BLANK_RUN = re.compile(rf"^(?:[ \t]*+(?:\r\n|\r|\n)){{{BLANK_LINES + 1},}}+", re.M)


@dataclass(frozen=True)
class Section:
    """A heading and everything up to the next one of the same or a higher level: characters `start` to `end`."""

    heading: Heading
    start: int
    end: int


def find_sections(text: str, maths: bool = False) -> tuple[Section, ...]:
    """Return the sections that start at headings outside quotes and lists; none for a page that is too complex."""
    try:
        check_size(text)
        return _find(text, maths)
    except (Invalid, TooComplex):
        return ()


def find_section(text: str, id: str, maths: bool = False) -> Section | None:
    """Return the section whose heading has this id."""
    return next((section for section in find_sections(text, maths) if section.heading.id == id), None)


def cut(text: str, section: Section) -> str:
    """Return the source of a section without trailing blank lines."""
    return text[section.start : section.end].rstrip()


def splice(text: str, section: Section, new: str) -> str:
    """Return the source with the section replaced; the blank lines after it are kept."""
    if not new.strip():
        return text[: section.start] + text[section.end :]
    old = text[section.start : section.end]
    return text[: section.start] + new.rstrip() + old[len(old.rstrip()) :] + text[section.end :]


def _find(text: str, maths: bool) -> tuple[Section, ...]:
    start = split_front_matter(text)[1]
    if _BLANK_RUN.search(text, start):
        return ()  # the parser shortens such runs, so its line numbers differ from those of the text
    lines = [match.start() for match in _LINE.finditer(text, start)]
    page = PageRenderer()
    found: list[tuple[Heading, int]] = []
    for token in parse(text[start:], maths):
        before = len(page.headings)
        page.blocks([token])
        if "line" in token:
            found.append((page.headings[before], lines[token["line"]]))
    return tuple(
        Section(heading, begin, _end(heading, found[n + 1 :], len(text))) for n, (heading, begin) in enumerate(found)
    )


def _end(heading: Heading, following: list[tuple[Heading, int]], length: int) -> int:
    return next((begin for other, begin in following if other.level <= heading.level), length)
