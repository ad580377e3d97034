"""Translate a message into a given language, for emails and other text outside a request."""

import gettext
from functools import cache
from pathlib import Path

from kms.core.text import Message

_PLACE = Path(__file__).resolve().parents[1] / "web" / "locale"


def translate(message: Message, language: str) -> str:
    """Return the message with its placeholders filled; English if there is no translation."""
    words = _catalogue(language).gettext(message.id)
    return words % message.params if message.params else words


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", _PLACE, [language], fallback=True)
