"""The initial pages of an organisation, as Markdown files in this package, in German and English, with examples."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kms.markup.front_matter import split_front_matter

PARTS = ("who-does-what", "holidays", "forms", "emergency", "machines", "writing")
LANGUAGES = ("de", "en")
_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class SeedPage:
    """An initial page; `line` says what it is for."""

    key: str
    language: str
    title: str
    line: str
    tags: tuple[str, ...]
    text: str

    @property
    def source_path(self) -> str:
        """The path that identifies the page when content is installed again."""
        return f"kms-starter/{self.language}/{self.key}.md"


@lru_cache
def parts(language: str) -> tuple[SeedPage, ...]:
    """Return all of them, in the order they are offered."""
    return tuple(_read(key, language if language in LANGUAGES else "en") for key in PARTS)


def _read(key: str, language: str) -> SeedPage:
    source = (_TEXTS / language / f"{key}.md").read_text("utf-8")
    facts, start = split_front_matter(source)
    tags = tuple(str(facts.get("tags", "")).split(", "))
    return SeedPage(key, language, str(facts["title"]), str(facts["line"]), tags, source[start:].lstrip("\n"))
