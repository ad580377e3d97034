"""What a page carries onto paper: its version, its date, its short address as words and as a QR code, its sources."""

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
class Foot:
    """What stands below a printed text: `date` in words, `short` the address as people type it, `code` its QR code."""

    title: str
    revision: int
    date: str
    address: str
    short: str
    code: str


def foot(page_id: int, title: str, revision: int, saved_at: datetime) -> Foot:
    """The foot of this version of a page."""
    address = short_address(page_id)
    return Foot(title, revision, in_numbers(saved_at), address, address.partition("://")[2], code_of(address))


def short_address(page_id: int) -> str:
    """The address that survives renaming, under the name people type: https://wiki.example.com/p/7."""
    return f"{state.config().url.rstrip('/')}/p/{page_id}"


def in_numbers(moment: datetime) -> str:
    """A date as paper needs it: never "today"."""
    return str(format_date(moment, "dd.MM.yyyy" if str(get_locale()) == "de" else "d MMM yyyy"))


@lru_cache(1000)
def code_of(address: str) -> str:
    """The QR code as SVG; drawing one takes some milliseconds."""
    return qr.svg(address)


def numbered(html: str, sources: Sequence[Link]) -> tuple[str, list[Link]]:
    """The text with a number beside each link to the outside, and the sources in the order of these numbers."""
    known = {source.key: source for source in sources}
    order: dict[str, int] = {}

    def number(address: str) -> int | None:
        key = canonical(address)
        return order.setdefault(key, len(order) + 1) if key in known else None

    numbered = with_source_numbers(html, number)
    return numbered, [*(known.pop(key) for key in order), *known.values()]
