"""What a printed page shows besides its text: version, date, short address as text and as a QR code, sources."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from kms.core import qr
from kms.core.urls import canonical
from kms.links.models import Link
from kms.markup.fill import with_source_numbers
from kms.web import state
from kms.web.i18n import print_day
from kms.wiki.printing.labels import LabelSize, PrintFooter, PrintLabel

# Titles up to SHORT characters with words up to SHORT_WORD are written large, beyond LONG small.
SHORT, SHORT_WORD, LONG = 24, 10, 60
# The longest word that a label or a poster has room for in the medium size.
LABEL_WORD, POSTER_WORD = 12, 16


def label(page_id: int, title: str, longest: int = LABEL_WORD) -> PrintLabel:
    """What a label or a poster shows of a page; a poster has room for longer words."""
    address = short_address(page_id)
    return PrintLabel(title, address.partition("://")[2], code_of(address), _length(title, longest))


def _length(title: str, longest: int) -> str:
    word = max(map(len, re.split(r"[\s-]+", title)))
    if len(title) > LONG or word > longest:
        return "long"
    return "short" if len(title) <= SHORT and word <= SHORT_WORD else "middle"


def sheets(labels: Sequence[PrintLabel | None], size: LabelSize) -> list[Sequence[PrintLabel | None]]:
    """The labels on as many sheets as they need; None is an unused position."""
    return [labels[start : start + size.places] for start in range(0, len(labels), size.places)]


def foot(page_id: int, title: str, revision: int, saved_at: datetime) -> PrintFooter:
    """The footer of this version of a page."""
    address = short_address(page_id)
    return PrintFooter(title, revision, print_day(saved_at), address, address.partition("://")[2], code_of(address))


def short_address(page_id: int) -> str:
    """The permanent address, with the host name people type: https://wiki.example.com/p/7."""
    return f"{state.config().url.rstrip('/')}/p/{page_id}"


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
