"""The caller's drafts over the API: list, read, save, discard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kms.api.routes import Answer, me, sent
from kms.core.errors import Conflict
from kms.core.text import N_
from kms.web.identity import my_reach
from kms.web.transaction import reading, writing
from kms.wiki.api_routes import routes
from kms.wiki.drafting import service as drafts
from kms.wiki.drafting.inputs import DraftWords, check_slot
from kms.wiki.drafting.queries import DraftRow, find_place, get_draft, list_drafts


@dataclass(frozen=True)
class DraftEntry:
    """A draft in a list: without its text. `page` is missing for a new page; `space` only if the caller can read it."""

    slot: str
    version: int
    title: str
    page: int | None
    space: str | None
    parent: int | None
    base_revision: int
    section: str
    updated_at: datetime


@dataclass(frozen=True)
class DraftList:
    """All drafts of the caller, latest first."""

    items: list[DraftEntry]


@dataclass(frozen=True)
class DraftJson(DraftEntry):
    """A draft with its text."""

    text: str
    tags: str
    summary: str


@routes.operation("GET", "/drafts", who="read", gives=DraftList)
def list_own_drafts() -> DraftList:
    """The caller's drafts."""
    return DraftList([DraftEntry(**_common(row)) for row in list_drafts(reading(), my_reach(), me().person_id)])


@routes.operation("GET", "/drafts/<slot>", who="read", gives=DraftJson)
def get_own_draft(slot: str) -> DraftJson:
    """One of the caller's drafts with its text."""
    return _whole(slot)


@routes.operation("PUT", "/drafts/<slot>", who="write", takes=DraftWords, gives=DraftJson)
def put_own_draft(slot: str) -> DraftJson:
    """Save a draft; 409 if it was changed elsewhere since `version`."""
    if drafts.keep(writing(), me(), check_slot(slot), sent(DraftWords)) is None:
        raise Conflict(N_("This is what the page says already."))
    return _whole(slot)


@routes.operation("DELETE", "/drafts/<slot>", who="write", status=(204,))
def delete_own_draft(slot: str) -> Answer:
    """Discard a draft."""
    drafts.discard(writing(), me(), slot)
    return Answer(None, 204)


def _whole(slot: str) -> DraftJson:
    draft = get_draft(reading(), me().person_id, slot)
    row = find_place(reading(), my_reach(), draft)
    return DraftJson(**_common(row), text=draft.text, tags=draft.tags, summary=draft.summary)


def _common(row: DraftRow) -> dict[str, Any]:
    draft = row.draft
    return {
        "slot": draft.slot,
        "version": draft.version,
        "title": draft.title,
        "page": draft.page_id,
        "space": row.page.space if row.page else row.space.slug if row.space else None,
        "parent": draft.parent_id,
        "base_revision": draft.base_revision,
        "section": draft.section,
        "updated_at": draft.updated_at,
    }
