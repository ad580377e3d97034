"""Page history in the browser: revisions, their differences, and reverting to one."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.queries import names_of
from kms.markup.render import render
from kms.web.identity import actor, my_reach
from kms.web.request_data import number
from kms.web.transaction import reading, unit_of_work
from kms.wiki.comparing.difference_rows import one_column, two_columns
from kms.wiki.comparing.differences import compare
from kms.wiki.models import Revision
from kms.wiki.pages import queries, rendering
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.pages.queries import PageRow
from kms.wiki.reading.page_view import words_of
from kms.wiki.reading.views import equal_lines, for_reader, surroundings
from kms.wiki.routes import routes
from kms.wiki.saving.preparing import edited_page
from kms.wiki.saving.service import save


@routes.get("/p/<int:page_id>/history", who="member")
def show_history(page_id: int) -> str:
    page = queries.get_page(reading(), my_reach(), page_id)
    revisions = queries.list_revisions(reading(), page, request.args.get("cursor"))
    return render_template("wiki/history.html", page=page, revisions=revisions, **words_of(surroundings(page)))


@routes.get("/p/<int:page_id>/revisions/<int:number>", who="member")
def show_revision(page_id: int, number: int) -> str:
    page = queries.get_page(reading(), my_reach(), page_id)
    revision = queries.get_revision(reading(), page, number)
    rendered = render(revision.text, page.maths)
    html = for_reader(rendering.of(rendered), page.place, revision.title)
    return render_template(
        "wiki/revision.html",
        page=page,
        revision=revision,
        author=names_of(reading(), [revision.author_id]).get(revision.author_id) if revision.author_id else None,
        html=html,
        features=page.features,
        **words_of(surroundings(page)),
    )


@routes.get("/p/<int:page_id>/compare", who="member")
def show_difference(page_id: int) -> str:
    page = queries.get_page(reading(), my_reach(), page_id)
    newer = number("to", page.revision) or page.revision
    older = number("from", max(1, newer - 1)) or 1
    old, new = _two(page, older, newer)
    difference = compare(old.text, new.text)
    is_beside = request.args.get("view") != "inline"
    return render_template(
        "wiki/difference.html",
        page=page,
        old=old,
        new=new,
        difference=difference,
        side_by_side=is_beside,
        rows=two_columns(difference, equal_lines) if is_beside else one_column(difference, equal_lines),
        **words_of(surroundings(page)),
    )


def _two(page: PageRow, older: int, newer: int) -> tuple[Revision, Revision]:
    low, high = sorted((older, newer))
    return queries.get_revision(reading(), page, low), queries.get_revision(reading(), page, high)


@routes.post("/p/<int:page_id>/revisions/<int:number>/restore", who="member")
def restore_revision(page_id: int, number: int) -> BaseResponse:
    page = queries.get_page(reading(), my_reach(), page_id)
    revision = queries.get_revision(reading(), page, number)
    summary = gettext("Restored version %(n)s", n=number)
    edit = PageEdit(page.revision, revision.text, revision.title, tuple(revision.tags), summary)
    save(unit_of_work(), actor(), edited_page(reading(), page, edit))
    return redirect(url_for("wiki.show_page", page_id=page_id), 303)
