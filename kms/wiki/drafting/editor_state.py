"""What lies on the desk when somebody begins to write: a draft of their own, else what is saved; reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, level_of, reach
from kms.markup.sections import cut, find_section
from kms.wiki.drafting import presence
from kms.wiki.drafting.queries import drafts_of_page, drafts_of_place
from kms.wiki.drafting.service import new_slot
from kms.wiki.models import Draft, Revision, Space
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow


@dataclass(frozen=True)
class EditorRequest:
    """What the address asks for: one draft by its name, a fresh start, a section by its heading's id, a title, a
    template by its key (with what it says filled in)."""

    slot: str = ""
    fresh: bool = False
    section: str = ""
    title: str = ""
    template: str = ""
    begin: tuple[str, str] = ("", "")
    """Title and text that a new page begins with."""


@dataclass(frozen=True)
class EditorState:
    """The values of the form and where they come from.

    `draft` is what is continued, `others` the person's further drafts of the place. `section` is the text of the
    heading whose section is written; `lost` says that the wanted section is not there, so that the whole page is;
    `moved` that somebody saved since the draft was begun.
    """

    form: dict[str, Any]
    draft: Draft | None = None
    others: tuple[Draft, ...] = ()
    section: str = ""
    lost: bool = False
    moved: bool = False


@dataclass(frozen=True)
class EditingStatus:
    """How a page stands for somebody who writes it: its newest revision, who saved it and when, who else writes."""

    revision: int
    by: str | None
    at: datetime
    editors: list[str]


def at_page(session: Session, actor: Actor, page: PageRow, wish: EditorRequest) -> EditorState:
    """The desk for a page that was found writable."""
    drafts = drafts_of_page(session, actor.person_id, page)
    draft = _chosen(drafts, wish, [draft for draft in drafts if draft.section == wish.section])
    base = queries.get_head(session, page)
    if draft is not None:
        base = queries.get_revision(session, page, draft.base_revision)
    section = draft.section if draft else wish.section
    found = find_section(base.text, section, page.maths) if section else None
    form = _of_draft(draft) if draft else _of_page(session, page, base)
    if found and not draft:
        form["text"] = cut(base.text, found)
    form["section"] = found.heading.id if found else ""
    others = tuple(other for other in drafts if other is not draft)
    heading = found.heading.text if found else ""
    return EditorState(form, draft, others, heading, bool(section and not found), base.number < page.revision)


def at_place(session: Session, actor: Actor, space: Space, parent: PageRow | None, wish: EditorRequest) -> EditorState:
    """The desk for a new page in a space that was found writable."""
    parent_id = parent.id if parent else None
    drafts = drafts_of_place(session, actor.person_id, space.id, parent_id)
    fitting = [draft for draft in drafts if wish.title in ("", draft.title) and draft.template == wish.template]
    draft = _chosen(drafts, wish, fitting)
    title, text = wish.begin
    nothing = {"title": title, "text": text, "tags": "", "slot": new_slot(), "version": 0, "base_revision": 0}
    nothing["template"] = wish.template
    form = _of_draft(draft) if draft else nothing
    others = tuple(other for other in drafts if other is not draft)
    return EditorState({**form, "parent": parent_id or ""}, draft, others)


def find_status(session: Session, actor: Actor, page_id: int) -> EditingStatus | None:
    """How the page stands; None for somebody who may not write it (any more)."""
    page = queries.find_pages(session, reach(session, actor), [page_id]).get(page_id)
    if page is None or (level_of(session, actor, page) or 0) < Level.WRITE:
        return None
    editors = presence.others(session, page, actor.person_id)
    return EditingStatus(page.revision, page.updated_by, page.updated_at, editors)


def _chosen(drafts: list[Draft], wish: EditorRequest, fitting: list[Draft]) -> Draft | None:
    named = [draft for draft in drafts if draft.slot == wish.slot]
    if named or wish.fresh:
        return named[0] if named else None
    return fitting[0] if fitting else None


def _of_draft(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "text": draft.text,
        "tags": draft.tags,
        "summary": draft.summary,
        "base_revision": draft.base_revision,
        "slot": draft.slot,
        "version": draft.version,
        "template": draft.template,
    }


def _of_page(session: Session, page: PageRow, head: Revision) -> dict[str, Any]:
    return {
        "title": page.title,
        "text": head.text,
        "tags": ", ".join(queries.tags_of(session, [page.id])[page.id]),
        "summary": "",
        "base_revision": head.number,
        "slot": new_slot(),
        "version": 0,
    }
