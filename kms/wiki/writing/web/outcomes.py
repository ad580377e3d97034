"""Responses to a save: the page with a note on what was merged, or both texts side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.core.inputs import is_slot
from kms.markup.model import Rendered
from kms.sharing import audiences
from kms.web.forms import tell_taken
from kms.web.identity import actor
from kms.web.request_data import form_data
from kms.web.transaction import abandon, commit_now, reading, writing
from kms.wiki.comparing.difference_rows import Words, words_of
from kms.wiki.drafting import service as drafts
from kms.wiki.drafting.inputs import DraftWords
from kms.wiki.models import Draft, Page
from kms.wiki.pages.queries import PageRow
from kms.wiki.pages.slugs import page_slug
from kms.wiki.revisions.prepared import PreparedEdit
from kms.wiki.saving.preparing import EditConflict
from kms.wiki.todos import mentions


@dataclass(frozen=True)
class ShownClash:
    """A clash for display: the base, and each side with the words it added and removed."""

    line: int
    base: str
    theirs: Words
    mine: Words
    choice: str
    edited: str


def saved(page: PageRow, prepared: PreparedEdit) -> BaseResponse:
    """Redirect to the page, with a note on whose changes were merged."""
    if prepared.merged:
        flash(_merged(prepared.others), "success")
    _warn_of_blind(page.acl_id, prepared.rendered)
    return _to_page(page.id, page_slug(prepared.title))


def created(page: Page, rendered: Rendered) -> BaseResponse:
    """Redirect to the new page."""
    _warn_of_blind(page.acl_id, rendered)
    return _to_page(page.id, page.slug)


def _to_page(page_id: int, slug: str) -> BaseResponse:
    """Redirect to the saved page; also tells the browser to drop its copy of the draft."""
    return tell_taken(redirect(url_for("wiki.show_page", page_id=page_id, slug=slug), 303))


def _warn_of_blind(acl_id: int, rendered: Rendered) -> None:
    """Warn about people who were given a task here but cannot read the page."""
    blind = mentions.blind_people(writing(), acl_id, rendered.tasks)
    if blind:
        names = ", ".join(blind)
        flash(
            gettext("This page has tasks for %(names)s, who cannot read it and will not see them.", names=names),
            "warning",
        )


def clashed(page: PageRow, clash: EditConflict, errors: Mapping[str, str] | None = None) -> Response:
    """Show both texts and the choices (409); the submitted text is first stored as a draft, so that leaving loses
    nothing."""
    abandon()
    draft = put_away(page, clash)
    commit_now()
    form = {
        **request.form,
        "title": clash.title,
        "tags": ", ".join(clash.tags),
        "slot": draft.slot if draft else "",
        "version": draft.version if draft else 0,
    }
    words = audiences.of_lists(reading(), [page.acl_id])[page.acl_id]
    shown = _shown(clash)
    return make_response(
        render_template(
            "wiki/conflict.html", page=page, clash=clash, shown=shown, form=form, errors=errors or {}, audience=words
        ),
        422 if errors else 409,
    )


def put_away(page: PageRow, clash: EditConflict) -> Draft | None:
    """Store the submitted text as a draft with its own base."""
    sent = request.form
    slot = sent.get("slot", "")
    words = DraftWords.parse(
        {**form_data(), "page": page.id, "base_revision": clash.base_revision, "section": "", "text": clash.mine}
    )
    return drafts.put_away(writing(), actor(), slot if is_slot(slot) else drafts.new_slot(), words)


def _shown(clash: EditConflict) -> list[ShownClash]:
    return [
        ShownClash(
            place.line,
            place.base,
            words_of(place.base, place.theirs),
            words_of(place.base, place.mine),
            request.form.get(f"choice-{number}", ""),
            request.form.get(f"edited-{number}", place.mine),
        )
        for number, place in enumerate(clash.merge.conflicts)
    ]


def _merged(others: tuple[str, ...]) -> str:
    if not others:
        return str(gettext("Your changes and those saved meanwhile were merged."))
    first, last = ", ".join(others[:-1]), others[-1]
    names = gettext("%(first)s and %(last)s", first=first, last=last) if first else last
    return str(gettext("Your changes were merged with those of %(names)s.", names=names))
