"""Editing pages in the browser: a new page, a whole page, or a section of one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, require
from kms.core.errors import Invalid
from kms.markup.mentions import MENTION
from kms.markup.render import render
from kms.sharing import audiences
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data, form_number, number
from kms.web.transaction import abandon, reading, unit_of_work, writing
from kms.wiki.drafting import editor_state, presence
from kms.wiki.drafting import service as drafts
from kms.wiki.models import Space
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import NAME, PageDraft, PageEdit, unix_lines
from kms.wiki.pages.queries import PageRow
from kms.wiki.revisions import service
from kms.wiki.routes import routes
from kms.wiki.saving import preparing
from kms.wiki.saving.service import save
from kms.wiki.templates.web.offers import ended, offers, starting_text
from kms.wiki.todos import mentions
from kms.wiki.writing.web.outcomes import clashed, created, saved


@routes.app_template_global()
def people_in(text: str) -> list[str]:
    """The user names that a text mentions: the editor shows these as mentions."""
    return sorted(mentions.people_named(reading(), {match[1:] for match in re.findall(MENTION, text or "")}))


@routes.get("/pages/new", who="member")
def new_page() -> BaseResponse | str:
    """Choose the space of a new page."""
    spaces = queries.list_spaces(reading(), my_reach(Level.WRITE))
    title, template = request.args.get("title", ""), request.args.get("template", "")[:NAME]
    words = audiences.of_lists(reading(), [space.acl_id for space in spaces])
    own = spaces if len(spaces) == 1 else _spaces_of_own_group(spaces, words) if template else ()
    if len(own) == 1 and "choose" not in request.args:
        return redirect(url_for("wiki.new_page_in", slug=own[0].slug, title=title or None, template=template or None))
    more = {"title": title or None, "template": template or None}
    return render_template("wiki/choose_space.html", spaces=spaces, audiences=words, more=more)


def _spaces_of_own_group(spaces: Sequence[Space], words: Mapping[int, audiences.Audience]) -> list[Space]:
    """The spaces that are open to exactly the current person's only group."""
    return [space for space in spaces if actor().groups and words[space.acl_id].ids == actor().groups]


@routes.get("/spaces/<slug>/new", who="member")
def new_page_in(slug: str) -> str:
    space = queries.get_space(reading(), my_reach(Level.WRITE), slug)
    parent = _find_parent(number("parent"))
    desk = editor_state.at_place(reading(), actor(), space, parent, starting_text(space, _wish()))
    return render_template("wiki/new.html", form=desk.form, errors={}, desk=desk, **_new_words(space, parent))


@routes.post("/spaces/<slug>/new", who="member")
def create_page(slug: str) -> BaseResponse:
    space = queries.get_space(reading(), my_reach(Level.WRITE), slug)
    try:
        draft = PageDraft.parse({**form_data(), "text": unix_lines(request.form.get("text", ""))})
        draft, pattern = ended(space, draft)
        rendered = render(draft.text, "maths" in space.features)
        page = service.create_page(writing(), actor(), slug, draft, rendered, pattern=pattern)
    except Invalid as fault:
        abandon()
        return show_again("wiki/new.html", fault, **_new_words(space, _find_parent(form_number("parent"))))
    if slot := request.form.get("slot", ""):
        drafts.remove(writing(), actor(), slot)
    return created(page, rendered)


@routes.get("/p/<int:page_id>/edit", who="member")
def edit_page(page_id: int) -> str:
    session = reading()
    page = queries.get_page(session, my_reach(), page_id)
    require(session, actor(), page, Level.WRITE)
    desk = editor_state.at_page(session, actor(), page, _wish())
    return render_template("wiki/edit.html", form=desk.form, errors={}, desk=desk, **_edit_words(page))


@routes.post("/p/<int:page_id>/edit", who="member")
def save_page(page_id: int) -> BaseResponse:
    page = queries.get_page(reading(), my_reach(), page_id)
    try:
        edited = preparing.as_typed(reading(), page, PageEdit.parse(form_data()))
        prepared = save(unit_of_work(), actor(), edited, request.form.get("slot", ""))
    except preparing.EditConflict as clash:
        return clashed(page, clash)
    except Invalid as fault:
        abandon()
        return show_again("wiki/edit.html", fault, **_edit_words(page))
    return saved(page, prepared)


def _wish() -> editor_state.EditorRequest:
    args = request.args
    return editor_state.EditorRequest(
        args.get("draft", "")[:40], "fresh" in args, args.get("section", ""), args.get("title", "")[:1000]
    )


def _find_parent(page_id: int | None) -> PageRow | None:
    return queries.find_pages(reading(), my_reach(), [page_id]).get(page_id) if page_id else None


def _new_words(space: Space, parent: PageRow | None) -> dict[str, Any]:
    return {
        "space": space,
        "parent": parent,
        "audience": audiences.of_lists(reading(), [space.acl_id])[space.acl_id],
        "offers": offers(space),
    }


def _edit_words(page: PageRow) -> dict[str, Any]:
    return {
        "page": page,
        "features": page.features,
        "editors": presence.others(reading(), page, actor().person_id),
        "audience": audiences.of_lists(reading(), [page.acl_id])[page.acl_id],
    }
