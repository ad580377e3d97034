"""Moving pages in the browser: within the tree, to the trash and back."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, require
from kms.core.errors import Invalid
from kms.sharing import audiences
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data
from kms.web.transaction import abandon, reading, unit_of_work, writing
from kms.wiki.moving import service as moving
from kms.wiki.moving.inputs import PageMove
from kms.wiki.pages import queries, tree
from kms.wiki.pages.queries import PageRow
from kms.wiki.routes import routes


@routes.get("/p/<int:page_id>/move", who="member")
def move_form(page_id: int) -> str:
    page = queries.get_page(reading(), my_reach(), page_id)
    require(reading(), actor(), page, Level.WRITE)
    form = {"space": page.space, "parent": page.parent_id or ""}
    return render_template("wiki/move.html", form=form, errors={}, **_move_words(page))


def _move_words(page: PageRow) -> dict[str, Any]:
    session = reading()
    spaces = queries.list_spaces(session, my_reach(Level.WRITE))
    return {
        "page": page,
        "spaces": spaces,
        "audiences": audiences.of_lists(session, [space.acl_id for space in spaces]),
        "places": tree.places(session, my_reach(Level.WRITE), page),
    }


@routes.post("/p/<int:page_id>/move", who="member")
def move_page(page_id: int) -> BaseResponse:
    page = queries.get_page(reading(), my_reach(), page_id)
    try:
        move = PageMove.parse(form_data())
        if move.space != page.space:
            move = PageMove(move.space, None)  # the form offers places in the current space only
        asked = _ask_first(page, move)
        if asked is not None:
            return asked
        moving.move(unit_of_work(), actor(), page_id, move)
    except Invalid as fault:
        abandon()
        return show_again("wiki/move.html", fault, **_move_words(page))
    return redirect(url_for("wiki.show_page", page_id=page_id, slug=page.slug), 303)


def _ask_first(page: PageRow, move: PageMove) -> Response | None:
    """If the move would give others access, confirm first; the second submission moves it."""
    session = reading()
    plan = moving.plan_move(session, actor(), page.id, move)
    effect = moving.effect_of(session, actor(), plan)
    key = f"{plan.old_list}-{plan.new_list}-{len(effect.readers)}-{effect.gain.count}-{effect.lose.count}"
    if not effect or request.form.get("shown") == key:
        return None
    form = {"space": move.space, "parent": move.parent_id or ""}
    return make_response(
        render_template("wiki/move.html", form=form, errors={}, effect=effect, shown=key, **_move_words(page))
    )


@routes.post("/p/<int:page_id>/trash", who="member")
def trash_page(page_id: int) -> BaseResponse:
    gone = moving.trash_page(writing(), actor(), page_id)
    if gone.below:
        sentence = gettext("“%(title)s” and %(n)s pages below it are in the trash.", title=gone.title, n=gone.below)
    else:
        sentence = gettext("“%(title)s” is in the trash.", title=gone.title)
    flash(sentence, "undo " + url_for("wiki.untrash_page", page_id=page_id))
    return redirect(url_for("wiki.show_space", slug=gone.space), 303)


@routes.post("/p/<int:page_id>/untrash", who="member")
def untrash_page(page_id: int) -> BaseResponse:
    page = moving.restore_page(writing(), actor(), page_id)
    return redirect(url_for("wiki.show_page", page_id=page.id, slug=page.slug), 303)


@routes.get("/trash", who="member")
def trash() -> str:
    pages = queries.list_trash(reading(), my_reach(Level.WRITE), request.args.get("cursor"))
    return render_template("wiki/trash.html", pages=pages, days=state.config().trash_days)
