"""What people send about spaces and pages, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.access.service import PRIVATE
from kms.accounts.audiences import parse_choice
from kms.core.inputs import Fields, is_slot
from kms.core.text import N_, slugify
from kms.tags.service import LONGEST, MOST

TITLE, SUMMARY, TEXT = 1000, 500, 512 * 1024
FEATURES = ("maths", "diagrams", "footnotes")
SECTION, NAME, TAG_LINE = 1100, 40, MOST * (LONGEST + 2)


@dataclass(frozen=True)
class SpaceDraft:
    """A space to be made or changed; `audience` as in `access.service`, `features` names of `FEATURES`."""

    name: str
    slug: str
    description: str
    audience: str
    features: tuple[str, ...] = ()
    template: str = ""
    takes_requests: bool = False

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        name = fields.line("name", 200, required=True)
        slug = slugify(fields.line("slug", 80) or name)
        features = tuple(fields.lines("features", many=len(FEATURES), limit=20))
        if not set(features) <= set(FEATURES):
            fields.fail("features", N_("Please choose one of the values offered."))
        description, audience = fields.line("description", 1000), parse_choice(fields, PRIVATE)
        template, takes_requests = fields.line("template", NAME), fields.flag("takes_requests")
        draft = cls(name, slug, description, audience, features, template, takes_requests)
        fields.done()
        return draft


@dataclass(frozen=True)
class PageDraft:
    """A new page."""

    title: str
    text: str
    tags: tuple[str, ...]
    parent_id: int | None
    template: str = ""
    """The key of the template it was begun with, as in `wiki.templates`."""

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        draft = cls(
            fields.line("title", TITLE, required=True),
            fields.text("text", TEXT),
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)),
            fields.number("parent", lowest=1),
            fields.line("template", NAME),
        )
        fields.done()
        return draft


@dataclass(frozen=True)
class PageEdit:
    """A change of a page, based on revision number `base`; None leaves title or tags as they are."""

    base: int
    text: str
    title: str | None
    tags: tuple[str, ...] | None
    summary: str
    section: str = ""
    """The id of the heading whose section `text` is; empty where it is the whole page."""

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        base = fields.number("base_revision", lowest=1)
        if base is None:
            fields.fail("base_revision", N_("Say which revision this is based on."))
        if "text" not in fields:
            fields.fail("text", N_("Please fill this in."))
        title = fields.line("title", TITLE, required=True) if "title" in fields else None
        edit = cls(
            base or 1,
            fields.text("text", TEXT),
            title,
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)) if "tags" in fields else None,
            fields.line("summary", SUMMARY),
            fields.line("section", SECTION),
        )
        fields.done()
        return edit


@dataclass(frozen=True)
class PageMove:
    """Where a page shall go: below `parent_id`, or to the top of the space."""

    space: str
    parent_id: int | None

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        move = cls(fields.line("space", 80, required=True), fields.number("parent", lowest=1))
        fields.done()
        return move


@dataclass(frozen=True)
class DraftWords:
    """What is being written, as it stands: for page `page_id`, or for a new one in a space below `parent_id`.

    `version` is the draft's as last seen, 0 for a new one; `tab` and `turn` name the tab that keeps it and count how
    often it did, so that what is only late is told from what another tab wrote.
    """

    slot: str
    version: int
    tab: str
    turn: int
    page_id: int | None
    space: str
    parent_id: int | None
    base: int
    section: str
    title: str
    text: str
    tags: str
    summary: str
    template: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, Any], slot: str) -> Self:
        """Raises Invalid with one message a field; nothing needs to be filled in."""
        fields = Fields(form)
        if not is_slot(slot):
            fields.fail("slot", N_("A draft's name has 8 to 40 letters, digits, “-” or “_”."))
        words = cls(
            slot,
            fields.number("version", default=0) or 0,
            fields.line("tab", NAME),
            fields.number("turn", default=0) or 0,
            fields.number("page", lowest=1),
            fields.line("space", 80),
            fields.number("parent", lowest=1),
            fields.number("base_revision", default=0) or 0,
            fields.line("section", SECTION),
            fields.line("title", TITLE),
            fields.text("text", TEXT),
            fields.line("tags", TAG_LINE),
            fields.line("summary", SUMMARY),
            fields.line("template", NAME),
        )
        fields.done()
        return words


def unix_lines(text: str) -> str:
    """Forms send CRLF line ends whatever was typed (HTML, form submission); take them back."""
    return text.replace("\r\n", "\n")
