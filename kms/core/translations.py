"""A message in a given language, for letters and other words that no request asks for."""

import gettext
from functools import cache
from pathlib import Path

from kms.core.text import Message

_PLACE = Path(__file__).resolve().parents[1] / "web" / "locale"


def translate(message: Message, language: str) -> str:
    """The message with its places filled; English where the language has no word for it."""
    words = _catalogue(language).gettext(message.id)
    return words % message.params if message.params else words


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", _PLACE, [language], fallback=True)
