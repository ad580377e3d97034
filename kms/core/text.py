"""Messages for people (translated at the edge) and the one way text is normalised."""

import re
import unicodedata
from dataclasses import dataclass, field

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^\w]+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Message:
    """A sentence to be translated: `id` is the English text with %(name)s places, `params` fills them."""

    id: str
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id % self.params if self.params else self.id


def N_(id: str, **params: object) -> Message:
    """Mark an English sentence for translation where it arises."""
    return Message(id, params)


def clean_line(text: str) -> str:
    """One line as a person meant it: NFC, no control or invisible characters, single blanks, trimmed."""
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    return _BLANKS.sub(" ", text).strip()


def clean_text(text: str) -> str:
    """Several lines as a person meant them: NUL and lone surrogates gone, line ends and all else kept."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def fold_key(text: str) -> str:
    """The key under which two spellings count as one name: NFKC-free, NFC and without case."""
    return unicodedata.normalize("NFC", clean_line(text).casefold())


def slugify(text: str, limit: int = 80) -> str:
    """The readable part of an address: German umlauts spelt out, other scripts kept, never empty.

    >>> slugify("Prüfung der Leitern – 2026")
    'pruefung-der-leitern-2026'
    >>> slugify("日本語"), slugify("!!!")
    ('日本語', 'page')
    """
    text = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    slug = _NO_WORD.sub("-", unicodedata.normalize("NFC", text)).strip("-_")[:limit].strip("-_")
    return slug or "page"
