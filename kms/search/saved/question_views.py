"""Wanted pages in the browser; registers its routes on those of kms.search.results.views."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.core.errors import Invalid, NotFound
from kms.core.inputs import Fields
from kms.core.rate_limit import RateLimit
from kms.core.search_sources import SearchHit
from kms.core.text import N_
from kms.search.query.filters import SearchFilters
from kms.search.results import service
from kms.search.results.views import index, readable_hits, routes, sources
from kms.search.saved import questions
from kms.search.saved.inputs import TITLE, QuestionDraft
from kms.search.saved.questions import QuestionRow
from kms.sharing import audiences
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data, number
from kms.web.transaction import abandon, reading, writing

_pace = RateLimit(10, 3600)
_PAGES = SearchFilters({"type": ("page",)})


@routes.get("/questions", who="member", part="questions")
def list_questions() -> str:
    group_id = number("group")
    wanted = questions.list_wanted(reading(), actor(), group_id)
    own = questions.list_own(reading(), actor()) if group_id is None else []
    groups = {group.id: group.name for group in audiences.choices(reading(), actor())}
    if group_id is not None and group_id not in groups:
        raise NotFound(N_("There is no such group."))
    return render_template(
        "search/questions.html", wanted=wanted, own=own, answers=answers_of(own), group=groups.get(group_id or 0)
    )


def answers_of(rows: Sequence[QuestionRow]) -> Mapping[int, SearchHit]:
    """Return the pages that answer these questions, as far as the current person may see them."""
    return readable_hits("page", [row.page_id for row in rows if row.page_id is not None])


@routes.get("/questions/new", who="member", part="questions")
def new_question() -> str:
    form = {"title": request.args.get("title", "")[:TITLE]}
    return render_template("search/ask.html", form=form, errors={}, **_choices())


@routes.post("/questions", who="member", part="questions")
def ask() -> BaseResponse:
    try:
        draft = QuestionDraft.parse(form_data())
        _pace.take(actor().person_id)
        questions.ask(writing(), actor(), draft)
    except Invalid as fault:
        abandon()
        return show_again("search/ask.html", fault, **_choices())
    flash(gettext("The question was put to the group. The answer will stand on your start page."), "success")
    return redirect(url_for("search.list_questions"), 303)


def _choices() -> dict[str, Any]:
    return {"groups": audiences.choices(reading(), actor())}


@routes.get("/questions/<int:question_id>", who="member", part="questions")
def show_question(question_id: int) -> str:
    row = questions.get_question(reading(), actor(), question_id)
    found = None
    if row.can_answer and row.done_at is None:
        found = service.search(reading(), index(), sources(), my_reach(), row.title, _PAGES, limit=5)
    return render_template(
        "search/question.html", row=row, found=found.items if found else (), answers=answers_of([row])
    )


@routes.post("/questions/<int:question_id>/done", who="member", part="questions")
def answer_question(question_id: int) -> BaseResponse:
    """Mark as answered by a page that the person can see, or without one."""
    fields = Fields(request.form)
    page_id = fields.number("page", lowest=1)
    fields.done()
    if page_id is not None and page_id not in readable_hits("page", [page_id]):
        raise NotFound(N_("This does not exist, or is not visible to you."))
    questions.answer(writing(), actor(), question_id, page_id)
    flash(gettext("Done. Who asked will see it on the start page."), "success")
    return redirect(url_for("search.list_questions"), 303)


@routes.post("/questions/<int:question_id>/withdraw", who="member", part="questions")
def withdraw_question(question_id: int) -> BaseResponse:
    questions.withdraw(writing(), actor(), question_id)
    return redirect(url_for("search.list_questions"), 303)
