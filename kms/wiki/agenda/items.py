"""Agenda items, suggestions added to them, and the minutes made from an agenda."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.core.errors import Conflict
from kms.core.reach import Reach
from kms.core.text import N_, clean_line, fold_key
from kms.markup.escaping import escape
from kms.markup.outline import items_under
from kms.markup.sections import Section, find_sections
from kms.wiki.links import resolving
from kms.wiki.links.spelling import spell
from kms.wiki.pages import queries
from kms.wiki.pages.places import PagePlace
from kms.wiki.pages.queries import PageRow

PATTERN, MINUTES = "agenda", "minutes"
ITEMS = frozenset({"themen", "tagesordnung", "punkte", "tagesordnungspunkte", "items", "agenda", "topics"})
PARTICIPANTS = frozenset({"teilnehmende", "teilnehmer", "eingeladen", "participants", "attendees", "invited"})
LONGEST = 200
CLOSED = N_("Nothing can be suggested here (any more).")
_MARKER = re.compile(r"(?P<indent> {0,3})(?:(?P<sign>[-*+])|(?P<number>\d{1,9})(?P<dot>[.)]))(?P<blanks>[ \t]+)")
_START = re.compile(r"^([#+\-=>:~]|\d+(?=[.)]))")


@dataclass(frozen=True)
class Agenda:
    """Whether items can be suggested, and the minutes made from the agenda if the reader may see them."""

    is_open: bool
    minutes: PageRow | None


def find_agenda(session: Session, reach: Reach, page: PageRow) -> Agenda | None:
    """None for pages that are not agendas, and for agendas that are templates."""
    if page.pattern != PATTERN or page.is_template:
        return None
    linking = resolving.backlinks(session, reach, page)
    minutes = next((other for other in linking if other.pattern == MINUTES), None)
    text = queries.get_head(session, page).text
    return Agenda(minutes is None and _section(text, ITEMS) is not None, minutes)


def with_suggestion(text: str, words: str, name: str) -> str:
    """The agenda with one more item that names who suggested it; markup in it is escaped. Raises Conflict if the agenda
    has no list of items."""
    section = _section(text, ITEMS)
    if section is None:
        raise Conflict(CLOSED)
    item = f"{_literal(words)} ({_literal(name)})"
    for added in (_into_list(text, section, item), _behind(text, section, item)):
        if added is not None and _reads(added, words):
            return added
    raise Conflict(CLOSED)


def minutes_text(minutes: str, agenda: str, link: str) -> str:
    """The text of the minutes template with the agenda's participants and items, and a link to the agenda."""
    people = [f"- {name}" for name in _written(agenda, PARTICIPANTS)]
    text = _replaced(minutes, PARTICIPANTS, people)
    section = _section(text, ITEMS)
    if section is not None:
        prepared = [line for line in _body(text, section) if line.startswith("…")][:1]
        items = [_literal(item) for item in _written(agenda, ITEMS)]
        text = _replaced(text, ITEMS, [line for item in items for line in (f"### {item}", "", *_spaced(prepared))])
    first, rest = text.split("\n", 1) if "\n" in text else (text, "")
    return f"{first} · {link}\n{rest}"


def link_to(session: Session, reach: Reach, page: PageRow, space: str) -> str:
    """The link target that reaches the page from a new page of this space."""
    target = spell(session, reach, PagePlace(0, space, (), ""), [page]).get(page.id)
    return f"[[{target}]]" if target else f"[{escape(page.title)}](/p/{page.id})"


def _written(text: str, headings: Collection[str]) -> list[str]:
    return [item for item in items_under(text, headings) if not item.startswith("…")]


def _section(text: str, headings: Collection[str]) -> Section | None:
    return next((found for found in find_sections(text) if fold_key(found.heading.text) in headings), None)


def _body(text: str, section: Section) -> list[str]:
    return text[section.start : section.end].splitlines()[1:]


def _replaced(text: str, headings: Collection[str], lines: list[str]) -> str:
    """The text with the lines under a heading replaced; unchanged if there is no such heading."""
    section = _section(text, headings)
    if section is None or not lines:
        return text
    heading = text[section.start : section.end].splitlines()[0]
    return text[: section.start] + "\n".join((heading, "", *lines)).rstrip() + "\n\n" + text[section.end :]


def _spaced(lines: list[str]) -> list[str]:
    return [line for given in lines for line in (given, "")]


def _into_list(text: str, section: Section, item: str) -> str | None:
    """Append the item to the section's last list, or fill its placeholder; None if it has neither."""
    lines = text[section.start : section.end].splitlines(keepends=True)
    found = [(at, match) for at, line in enumerate(lines) if at and (match := _MARKER.match(line))]
    if not found:
        return None
    at, marker = found[-1]
    prepared = lines[at][marker.end() :].startswith("…")
    end = "\r\n" if lines[at].endswith("\r\n") else "\n"
    number = int(marker["number"] or 0) + (0 if prepared else 1)
    sign = marker["sign"] or f"{number}{marker['dot']}"
    line = f"{marker['indent']}{sign}{marker['blanks']}{item}{end}"
    behind = next((n for n in range(at + 1, len(lines)) if not lines[n].strip()), len(lines))
    before = lines[:at] if prepared else lines[:behind]
    if before and not before[-1].endswith("\n"):
        before[-1] += end
    return text[: section.start] + "".join((*before, line, *lines[behind:])) + text[section.end :]


def _behind(text: str, section: Section, item: str) -> str:
    """Add the item as a new list at the end of the section."""
    body = text[section.start : section.end].rstrip()
    rest = text[section.end :]
    return f"{text[: section.start]}{body}\n\n- {item}\n" + (f"\n{rest}" if rest else "")


def _reads(text: str, words: str) -> bool:
    """Whether the parser reads the item back as a single list item."""
    wanted = clean_line(words)
    return any(item.startswith(wanted) for item in items_under(text, ITEMS))


def _literal(words: str) -> str:
    """Escape the words so that they contain no markup and mention nobody."""
    text = escape(clean_line(words)).replace("&", "\\&").replace("@", "\\@")
    return _START.sub(lambda match: f"{match[1]}\\" if match[1].isdigit() else f"\\{match[1]}", text)
