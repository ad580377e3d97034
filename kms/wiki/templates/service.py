"""Templates: the built-in ones (Markdown files in this package) and pages marked as templates.

A template is identified by its key: `minutes`, or `page-12` for the page of that id.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, require
from kms.core.errors import NotFound
from kms.core.reach import Reach
from kms.markup.front_matter import split_front_matter
from kms.markup.sections import find_sections
from kms.wiki.models import Page, Space
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow, page_row, readable_pages
from kms.wiki.templates.variables import Occasion, fill, fill_line

BUILT_IN = ("minutes", "agenda", "how-to", "decision", "checklist", "project", "ideas", "personal")
LANGUAGES = ("de", "en")
BLANK = "blank"
MOST_OWN = 200
_TEXTS = Path(__file__).parent / "texts"
_PAGE = "page-"


@dataclass(frozen=True)
class Template:
    """A text to start from: `line` says what it is for, `title` is the suggested title, `pattern` names the built-in
    template it was made from."""

    key: str
    name: str
    line: str
    title: str
    text: str
    pattern: str = ""


@lru_cache
def built_in(language: str) -> tuple[Template, ...]:
    """The built-in templates, in display order."""
    return tuple(_read(key, language if language in LANGUAGES else "en") for key in BUILT_IN)


def own(session: Session, reach: Reach, space: Space | None = None) -> list[PageRow]:
    """The readable template pages by title, those of this space first."""
    query = readable_pages(reach).where(Page.is_template).order_by(Page.title_key, Page.id).limit(MOST_OWN)
    found = [page_row(*row) for row in session.execute(query)]
    return sorted(found, key=lambda page: space is not None and page.space_id != space.id)


def find(session: Session, reach: Reach, key: str, language: str) -> Template | None:
    """The template of this key, not filled in; None if there is none or this reader cannot see it."""
    if key.startswith(_PAGE):
        return _find_page(session, reach, key)
    return next((template for template in built_in(language) if template.key == key), None)


def is_key(key: str) -> bool:
    """Whether this is a well-formed template key."""
    number = key.removeprefix(_PAGE)
    return key in (*BUILT_IN, BLANK) or (number != key and number.isascii() and number.isdecimal() and len(number) < 16)


def key_of(page: PageRow) -> str:
    """The key of a template page."""
    return f"{_PAGE}{page.id}"


def filled(template: Template, occasion: Occasion, title: str = "") -> tuple[str, str]:
    """The starting title and text."""
    return title or fill_line(template.title, occasion), fill(template.text, occasion, title)


def set_template(session: Session, actor: Actor, page_id: int, *, is_template: bool) -> Page:
    """Mark a page as a template for all who may read it, or unmark it. Raises NotFound or Forbidden."""
    page = session.get(Page, page_id)
    if page is None or page.trashed_at is not None:
        raise NotFound(queries.HIDDEN)
    require(session, actor, page, Level.WRITE)
    page.is_template = is_template
    session.flush()
    return page


def without_unused(text: str, template: Template, occasion: Occasion) -> str:
    """The text without its template's placeholders ("…") that nobody filled in."""
    unused = {line.strip() for line in fill(template.text, occasion).split("\n") if _is_prepared(line)}
    return "\n".join(line for line in text.split("\n") if line.strip() not in unused)


def without_empty(text: str, template: Template, occasion: Occasion) -> str:
    """The text without its template's headings whose sections are empty; headings added by people stay."""
    given = {line.strip() for line in fill(template.text, occasion).split("\n") if line.startswith("#")}
    for section in reversed(find_sections(text)):
        heading, _, body = text[section.start : section.end].partition("\n")
        if heading.strip() in given and not body.strip():
            text = (text[: section.start] + text[section.end :]).rstrip() + "\n"
    return text


def _is_prepared(line: str) -> bool:
    words = line.lstrip("#-*+0123456789.) \t").removeprefix("[ ] ")
    return words.startswith("…")


def _find_page(session: Session, reach: Reach, key: str) -> Template | None:
    if not is_key(key):
        return None
    query = readable_pages(reach).where(Page.id == int(key.removeprefix(_PAGE)), Page.is_template)
    row = session.execute(query).first()
    if row is None:
        return None
    page = page_row(*row)
    pattern = session.scalar(select(Page.pattern).where(Page.id == page.id)) or ""
    return Template(key, page.title, page.space_name, "", queries.get_head(session, page).text, pattern)


def _read(key: str, language: str) -> Template:
    source = (_TEXTS / language / f"{key}.md").read_text("utf-8")
    facts, start = split_front_matter(source)
    name, line, title = (str(facts.get(field, "")) for field in ("name", "line", "title"))
    return Template(key, name, line, title, source[start:].lstrip("\n"), key)
