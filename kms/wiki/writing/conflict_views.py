"""The four ways to resolve a conflict: theirs, mine, a choice for each clash, or mine as a draft."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, require
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.web.i18n import say
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data, form_number
from kms.web.transaction import reading, unit_of_work, writing
from kms.wiki.comparing.merge import MergeClash
from kms.wiki.drafting import service as drafts
from kms.wiki.drafting.queries import find_draft
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import PageEdit, unix_lines
from kms.wiki.pages.queries import PageRow
from kms.wiki.routes import routes
from kms.wiki.saving import preparing
from kms.wiki.saving.service import save
from kms.wiki.writing.web.outcomes import clashed, put_away, saved


@routes.post("/p/<int:page_id>/resolve", who="member")
def resolve_conflict(page_id: int) -> BaseResponse:
    page = queries.get_page(reading(), my_reach(), page_id)
    require(reading(), actor(), page, Level.WRITE)
    clash = _posted(page)
    way = request.form.get("way", "")
    if way in ("theirs", "draft"):
        return _set_aside(page, clash, way)
    try:
        edit = preparing.as_typed(reading(), page, PageEdit.parse(_resolved(clash, way)))
        return saved(page, save(unit_of_work(), actor(), edit, request.form.get("slot", "")))
    except preparing.EditConflict as again:
        return clashed(page, again)
    except Invalid as fault:
        return clashed(page, clash, {name: say(message) for name, message in fault.fields.items()})


def _posted(page: PageRow) -> preparing.EditConflict:
    """The conflict that was shown, recomputed from its two revisions and the submitted text."""
    base, theirs = (
        queries.get_revision(reading(), page, form_number(name) or 0) for name in ("base_revision", "their_revision")
    )
    form = form_data()
    edit = PageEdit.parse({**form, "section": "", "text": str(form.get("text", ""))})
    return preparing.conflict(base, theirs, preparing.as_typed(reading(), page, edit).edit, ())


def _set_aside(page: PageRow, clash: preparing.EditConflict, way: str) -> BaseResponse:
    draft = find_draft(writing(), actor().person_id, request.form.get("slot", "")) or put_away(page, clash)
    if way == "theirs" and draft:
        drafts.discard(writing(), actor(), draft.slot)
        undo = url_for("wiki.restore_draft", slot=draft.slot)
        flash(gettext("The page stays as it was saved; your text was put aside."), f"undo {undo}")
    else:
        flash(gettext("Your text is kept as a draft, visible to you only."), "success")
    return redirect(url_for("wiki.show_page", page_id=page.id, slug=page.slug), 303)


def _resolved(clash: preparing.EditConflict, way: str) -> dict[str, Any]:
    """The form of a save on top of their revision, with the chosen text in place of each clash."""
    chosen = [_chosen(place, number, way) for number, place in enumerate(clash.merge.conflicts)]
    text = clash.merge.resolved(chosen)
    return {**form_data(), "base_revision": clash.revision, "section": "", "text": text}


def _chosen(place: MergeClash, number: int, way: str) -> str:
    if way == "mine":
        return place.mine
    edited = unix_lines(request.form.get(f"edited-{number}", ""))
    ways = {"theirs": place.theirs, "mine": place.mine, "both": place.theirs + place.mine, "edit": edited}
    choice = request.form.get(f"choice-{number}", "")
    if choice not in ways:
        raise Invalid({f"choice-{number}": N_("Choose what shall stand here.")})
    return ways[choice]
