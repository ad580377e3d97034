"""Saved searches in the API; registers its operations on those of kms.search.results.api."""

from dataclasses import dataclass
from datetime import datetime

from kms.api.routes import Answer, me, sent
from kms.search.results.api import routes
from kms.search.saved import service as saved
from kms.search.saved.inputs import SavedDraft
from kms.search.saved.models import SavedSearch
from kms.search.saved.views import rows_of
from kms.web.transaction import reading, writing


@dataclass(frozen=True)
class SavedSearchJson:
    """A saved search; `query` is its query string, `new` the number of new hits since it was last opened."""

    id: int
    name: str
    query: str
    tells: bool
    new: int
    seen_at: datetime


@dataclass(frozen=True)
class SavedSearchList:
    """The caller's saved searches, by name."""

    items: list[SavedSearchJson]


@routes.operation("GET", "/searches", who="read", gives=SavedSearchList, part="saved_searches")
def list_searches() -> SavedSearchList:
    """List the caller's saved searches, with the number of new hits in each."""
    return SavedSearchList([_json(row.row, row.new) for row in rows_of(saved.list_saved(reading(), me()))])


@routes.operation(
    "POST",
    "/searches",
    who="write",
    takes=SavedDraft,
    gives=SavedSearchJson,
    status=(201,),
    part="saved_searches",
)
def save_search() -> Answer:
    """Save a search."""
    return Answer(_json(saved.save(writing(), me(), sent(SavedDraft)), 0), 201)


@routes.operation("DELETE", "/searches/<int:search_id>", who="write", status=(204,), part="saved_searches")
def remove_search(search_id: int) -> Answer:
    """Delete a saved search."""
    saved.remove(writing(), me(), search_id)
    return Answer(None, 204)


def _json(row: SavedSearch, new: int) -> SavedSearchJson:
    return SavedSearchJson(row.id, row.name, row.query, row.tells, new, row.seen_at)
