"""Drafts and presence in the browser: storing what a tab sends, reporting presence, discarding and restoring."""

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, require
from kms.core.clock import now
from kms.core.errors import Forbidden
from kms.core.text import N_
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data
from kms.web.transaction import reading, writing
from kms.wiki.drafting import presence
from kms.wiki.drafting import service as drafts
from kms.wiki.drafting.editor_state import find_status
from kms.wiki.drafting.inputs import DraftWords, check_slot
from kms.wiki.drafting.queries import find_place, get_draft
from kms.wiki.models import Draft
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import NAME, unix_lines
from kms.wiki.routes import routes


@routes.post("/drafts", who="member")
def keep_draft() -> Response:
    """Store what a tab sends; answers with its version, the state of the page, and who else is editing."""
    _require_same_person()
    form = {**form_data(), "text": unix_lines(request.form.get("text", ""))}
    words, slot = DraftWords.parse(form), check_slot(request.form.get("slot", ""))
    draft = drafts.keep(writing(), actor(), slot, words)
    kept = {"version": draft.version if draft else 0, "kept_at": (draft.updated_at if draft else now()).isoformat()}
    return jsonify(kept | _status(words.page_id, words.tab))


@routes.post("/p/<int:page_id>/editing", who="member")
def report_editing(page_id: int) -> Response:
    """Report that a tab is editing the page or, with `leaving`, that it no longer is."""
    page = queries.get_page(reading(), my_reach(), page_id)
    require(reading(), actor(), page, Level.WRITE)
    return jsonify(_status(page_id, request.form.get("tab", "")[:NAME]))


@routes.get("/drafts/<slot>", who="member")
def open_draft(slot: str) -> BaseResponse | str:
    """Continue a draft in its place; if its writer can no longer open that, show the text for copying."""
    session = reading()
    draft = get_draft(session, actor().person_id, slot)
    place = find_place(session, my_reach(Level.WRITE), draft)
    if place.page:
        return redirect(url_for("wiki.edit_page", page_id=place.page.id, draft=slot))
    if place.space and not draft.page_id:
        return redirect(url_for("wiki.new_page_in", slug=place.space.slug, parent=draft.parent_id, draft=slot))
    return render_template("wiki/draft.html", draft=draft)


@routes.post("/drafts/<slot>/discard", who="member")
def discard_draft(slot: str) -> BaseResponse:
    draft = drafts.discard(writing(), actor(), slot)
    undo = url_for("wiki.restore_draft", slot=slot)
    flash(gettext("The draft “%(title)s” was discarded.", title=_title(draft)), f"undo {undo}")
    return redirect(url_for("home.start"), 303)


@routes.post("/drafts/<slot>/bring-back", who="member")
def restore_draft(slot: str) -> BaseResponse:
    drafts.restore(writing(), actor(), slot)
    return redirect(url_for("wiki.open_draft", slot=slot), 303)


def _title(draft: Draft) -> str:
    return draft.title or gettext("Untitled")


def _status(page_id: int | None, tab: str) -> dict[str, Any]:
    """The state of the page, after recording that this tab is active or has left; empty if the person may not write
    it."""
    status = find_status(reading(), actor(), page_id) if page_id else None
    if page_id is None or status is None:
        return {"page": None}
    if request.form.get("leaving"):
        presence.leave(writing(), actor(), tab)
    elif tab:
        presence.hear(writing(), actor(), page_id, tab)
    return {
        "page": {
            "revision": status.revision,
            "by": status.by,
            "at": status.at.isoformat(),
            "editors": status.editors,
        }
    }


def _require_same_person() -> None:
    """Text from a tab opened before somebody else signed in must not be stored as theirs."""
    if request.form.get("person", "") not in ("", str(actor().person_id)):
        raise Forbidden(N_("Somebody else is signed in now. Sign in again as yourself; the text stays in this window."))
