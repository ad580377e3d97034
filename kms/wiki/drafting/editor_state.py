"""What the editor starts with: one of the person's drafts, or else the saved text; reads only."""

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
    """What the URL asks for: a draft by name, a fresh start, a section by heading id, a title, or a template by key
    (with its starting text)."""

    slot: str = ""
    fresh: bool = False
    section: str = ""
    title: str = ""
    template: str = ""
    begin: tuple[str, str] = ("", "")
    """Title and text that a new page starts with."""


@dataclass(frozen=True)
class EditorState:
    """The form's values and where they come from.

    `draft` is the draft being continued, `others` the person's other drafts of the same page or place. `section` is the
    heading of the section being edited; `lost` is set if the requested section does not exist, so that the whole page
    is edited; `moved` if somebody has saved since the draft was started.
    """

    form: dict[str, Any]
    draft: Draft | None = None
    others: tuple[Draft, ...] = ()
    section: str = ""
    lost: bool = False
    moved: bool = False


@dataclass(frozen=True)
class EditingStatus:
    """The state of a page for someone editing it: its newest revision, who saved it and when, and who else is
    editing."""

    revision: int
    by: str | None
    at: datetime
    editors: list[str]


def at_page(session: Session, actor: Actor, page: PageRow, wish: EditorRequest) -> EditorState:
    """The editor state for a page that was found writable."""
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
    """The editor state for a new page in a space that was found writable."""
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
    """The editing status of the page; None if the person may not write it (any more)."""
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
