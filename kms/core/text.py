"""Messages for people (translated at the edge) and the text normalisation used everywhere."""

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
    """A translatable sentence: `id` is the English text with %(name)s placeholders, `params` fills them."""

    id: str
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.id % self.params if self.params else self.id


def N_(id: str, **params: object) -> Message:
    """Mark an English sentence for translation where it is raised or returned."""
    return Message(id, params)


def clean_line(text: str) -> str:
    """Normalise a single line: NFC, no control or invisible characters, whitespace collapsed and trimmed."""
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    return _BLANKS.sub(" ", text).strip()


def clean_text(text: str) -> str:
    """Normalise multi-line text: remove NUL and lone surrogates, keep line endings and everything else."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def fold_key(text: str) -> str:
    """Return the key under which two spellings count as the same name: NFC (not NFKC), case-folded."""
    return unicodedata.normalize("NFC", clean_line(text).casefold())


def slugify(text: str, limit: int = 80) -> str:
    """Return the readable part of a URL: German umlauts are spelt out, other scripts kept; never empty.

    >>> slugify("Prüfung der Leitern – 2026")
    'pruefung-der-leitern-2026'
    >>> slugify("日本語"), slugify("!!!")
    ('日本語', 'page')
    """
    text = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    slug = _NO_WORD.sub("-", unicodedata.normalize("NFC", text)).strip("-_")[:limit].strip("-_")
    return slug or "page"
