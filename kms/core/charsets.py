"""Decode bytes from outside, whatever their sender declared as the character set."""

import codecs
import re

from charset_normalizer import from_bytes

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESS_FROM = 20_000
# Charset detection is unreliable for short texts; text with no other non-ASCII letters than these is windows-1252.
_WESTERN = frozenset("äöüÄÖÜßéèêàâçîôûÉÈÀ€„“”‘’–—…·•§©®™°«»\xa0²³½¼µ×")
_WINDOWS = {"iso-8859-1", "latin-1", "latin1", "l1", "ascii", "us-ascii"}


def decode(body: bytes, content_type: str = "") -> str:
    """Decode `body`: by its BOM, as UTF-8 if valid, as declared if that fits, as detected otherwise."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body.decode(charset, "replace")
    if not body.isascii():
        text = _strict(body, "utf-8")
        if text is not None:
            return text
    for declared in (content_type.encode("latin-1", "ignore"), body[:4096]):
        found = _DECLARED.search(declared)
        text = _strict(body, found[1].decode("ascii").lower()) if found else None
        if text is not None:
            return text
    return _guessed(body)


def _strict(body: bytes, charset: str) -> str | None:
    """Return the text if every byte decodes; a character truncated at the very end is dropped."""
    try:
        decoder = codecs.getincrementaldecoder("cp1252" if charset in _WINDOWS else charset)("strict")
        text: object = decoder.decode(body, False)
    except (LookupError, UnicodeError, ValueError, TypeError):
        return None
    return text if isinstance(text, str) else None


def _guessed(body: bytes) -> str:
    if body.isascii():
        return body.decode("ascii")
    western = _strict(body, "cp1252")
    if western is not None and all(c in _WESTERN for c in set(western) if c > "\x7f"):
        return western
    best = from_bytes(body[:_GUESS_FROM]).best()
    text = _strict(body, best.encoding) if best else None
    return text if text is not None else body.decode("cp1252", "replace")
