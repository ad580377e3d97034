"""Saved searches in the browser; registers its routes on those of kms.search.results.views."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.core.errors import Invalid
from kms.search.results import service
from kms.search.results.views import index, routes, sources
from kms.search.saved import service as saved
from kms.search.saved.inputs import SavedChange, SavedDraft, SearchRequest
from kms.search.saved.models import SavedSearch
from kms.web.forms import show_again
from kms.web.identity import actor, cached, my_reach
from kms.web.request_data import form_data
from kms.web.transaction import abandon, reading, writing


@dataclass(frozen=True)
class SavedRow:
    """A saved search with its number of new hits; `is_more` if there are more than were counted."""

    row: SavedSearch
    search: SearchRequest
    new: int
    is_more: bool


def rows_of(searches: Sequence[SavedSearch]) -> list[SavedRow]:
    """Return the searches with their new hits for the current person."""
    return [_row(row) for row in searches]


def searches_with_news() -> list[SavedRow]:
    """Return those with notifications switched on that have new hits, for the start page."""
    rows = rows_of([row for row in saved.list_saved(reading(), actor()) if row.tells])
    return [row for row in rows if row.new]


def _row(row: SavedSearch) -> SavedRow:
    reach = my_reach()
    key = ("new hits", reach, row.query, row.seen_at, service.generation(index()))
    new = cached(key, lambda: saved.count_new(reading(), index(), sources(), reach, row.query, row.seen_at))
    return SavedRow(row, SearchRequest.read(row.query), min(new, saved.COUNTED), new > saved.COUNTED)


@routes.get("/search/saved", who="member", part="saved_searches")
def list_saved() -> str:
    return render_template("search/saved.html", **_context(), errors={}, form={})


def _context() -> dict[str, object]:
    return {"rows": rows_of(saved.list_saved(reading(), actor()))}


@routes.post("/search/saved", who="member", part="saved_searches")
def save_search() -> BaseResponse:
    try:
        draft = SavedDraft.parse(form_data())
        saved.save(writing(), actor(), draft)
    except Invalid as fault:
        abandon()
        return show_again("search/saved.html", fault, **_context())
    flash(gettext("The search was saved. What is new in it will be told on the start page."), "success")
    return redirect(f"/search?{draft.search.query}", 303)


@routes.post("/search/saved/<int:search_id>/open", who="member", part="saved_searches")
def open_saved(search_id: int) -> BaseResponse:
    """Show the results and reset the count of new hits."""
    row = saved.mark_seen(writing(), actor(), search_id)
    return redirect(f"/search?{row.query}", 303)


@routes.post("/search/saved/<int:search_id>", who="member", part="saved_searches")
def change_saved(search_id: int) -> BaseResponse:
    saved.get_saved(reading(), actor(), search_id)
    try:
        saved.change(writing(), actor(), search_id, SavedChange.parse(request.form))
    except Invalid as fault:
        abandon()
        return show_again("search/saved.html", fault, **_context(), changing=search_id)
    return redirect(url_for("search.list_saved"), 303)


@routes.post("/search/saved/<int:search_id>/remove", who="member", part="saved_searches")
def remove_saved(search_id: int) -> BaseResponse:
    saved.remove(writing(), actor(), search_id)
    flash(gettext("The saved search was removed."), "success")
    return redirect(url_for("search.list_saved"), 303)
