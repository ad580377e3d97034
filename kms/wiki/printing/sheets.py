"""What a printed page carries: its version, its date, its short address in text and as a QR code, its sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask_babel import format_date, get_locale

from kms.core import qr
from kms.core.urls import canonical
from kms.links.models import Link
from kms.markup.fill import with_source_numbers
from kms.web import state


@dataclass(frozen=True)
class PrintFooter:
    """The footer of a printed text: `date` in words, `short` the address as people type it, `code` its QR code."""

    title: str
    revision: int
    date: str
    address: str
    short: str
    code: str


@dataclass(frozen=True)
class PrintLabel:
    """One label or poster; `length` says how large the title can be set."""

    title: str
    short: str
    code: str
    length: str


@dataclass(frozen=True)
class LabelSize:
    """A commercial label size: `name` is its CSS class, `places` the number of labels per sheet."""

    name: str
    places: int = 1


LABEL_SIZES = {
    size.name: size
    for size in (LabelSize("sheet70", 24), LabelSize("sheet105", 8), LabelSize("roll62"), LabelSize("roll89"))
}
# Titles up to SHORT characters with words up to SHORT_WORD are set large, those beyond LONG small.
SHORT, SHORT_WORD, LONG = 24, 10, 60
# The longest word that fits a label or a poster in the middle size.
LABEL_WORD, POSTER_WORD = 12, 16


def label(page_id: int, title: str, longest: int = LABEL_WORD) -> PrintLabel:
    """The label or poster of a page; posters fit longer words."""
    address = short_address(page_id)
    return PrintLabel(title, address.partition("://")[2], code_of(address), _length(title, longest))


def _length(title: str, longest: int) -> str:
    word = max(map(len, re.split(r"[\s-]+", title)))
    if len(title) > LONG or word > longest:
        return "long"
    return "short" if len(title) <= SHORT and word <= SHORT_WORD else "middle"


def sheets(labels: Sequence[PrintLabel | None], size: LabelSize) -> list[Sequence[PrintLabel | None]]:
    """The labels on as many sheets as they need; None leaves a place free."""
    return [labels[start : start + size.places] for start in range(0, len(labels), size.places)]


def foot(page_id: int, title: str, revision: int, saved_at: datetime) -> PrintFooter:
    """The footer for this version of a page."""
    address = short_address(page_id)
    return PrintFooter(title, revision, in_numbers(saved_at), address, address.partition("://")[2], code_of(address))


def short_address(page_id: int) -> str:
    """The address that survives renaming, without the slug: https://wiki.example.com/p/7."""
    return f"{state.config().url.rstrip('/')}/p/{page_id}"


def in_numbers(moment: datetime) -> str:
    """A date as paper needs it: never "today"."""
    return str(format_date(moment, "dd.MM.yyyy" if str(get_locale()) == "de" else "d MMM yyyy"))


@lru_cache(1000)
def code_of(address: str) -> str:
    """The QR code as SVG; drawing one takes a few milliseconds."""
    return qr.svg(address)


def numbered(html: str, sources: Sequence[Link]) -> tuple[str, list[Link]]:
    """The text with a number after each external link, and the sources in the order of these numbers."""
    known = {source.key: source for source in sources}
    order: dict[str, int] = {}

    def number(address: str) -> int | None:
        key = canonical(address)
        return order.setdefault(key, len(order) + 1) if key in known else None

    numbered = with_source_numbers(html, number)
    return numbered, [*(known.pop(key) for key in order), *known.values()]
