"""Spaces in the browser."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, level_of, require
from kms.core.errors import Invalid
from kms.sharing import audiences
from kms.web.forms import show_again
from kms.web.identity import actor, cached, my_reach
from kms.web.request_data import form_data, number
from kms.web.transaction import abandon, reading, writing
from kms.wiki.links import resolving
from kms.wiki.models import Space
from kms.wiki.pages import queries, tree
from kms.wiki.reading.views import pins
from kms.wiki.routes import routes
from kms.wiki.sharing import access_requests
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceDraft


@routes.app_template_global()
def space_names() -> dict[str, str]:
    """The names of the spaces the reader can see, by slug: for lists that know only the slug."""
    return cached(("space names", my_reach()), _space_names)


def _space_names() -> dict[str, str]:
    return {space.slug: space.name for space in queries.list_spaces(reading(), my_reach())}


@routes.get("/spaces", who="member")
def list_spaces() -> str:
    found = queries.list_spaces(reading(), my_reach())
    words = audiences.of_lists(reading(), [space.acl_id for space in found])
    closed = access_requests.closed_spaces(reading(), my_reach())
    return render_template("wiki/spaces.html", spaces=found, audiences=words, closed=closed)


@routes.get("/spaces/new", who="member")
def new_space() -> str:
    mine = _choices()
    wanted = number("group")  # opened from a group's page
    default = audiences.join_groups([wanted]) if wanted in actor().groups else audiences.default_choice(actor())
    form = {"access": "groups" if default != "private" else "everyone", "groups": audiences.group_ids(default)}
    return render_template("wiki/space_form.html", space=None, groups=mine, form=form, errors={})


@routes.post("/spaces/new", who="member")
def create_space() -> BaseResponse:
    try:
        space = spaces.create_space(writing(), actor(), SpaceDraft.parse(form_data()))
    except Invalid as fault:
        abandon()
        return show_again("wiki/space_form.html", fault, space=None, groups=_choices())
    return redirect(url_for("wiki.show_space", slug=space.slug), 303)


@routes.get("/spaces/<slug>", who="member")
def show_space(slug: str) -> str:
    session, reach = reading(), my_reach()
    space = queries.get_space(session, reach, slug)
    level = level_of(session, actor(), space) or Level.READ
    answers = access_requests.most_given(session, actor(), space) is not None
    return render_template(
        "wiki/space.html",
        space=space,
        space_slug=space.slug,
        space_name=space.name,
        nodes=tree.tree(session, reach, space.id),
        pins=pins(space.id),
        pages=queries.list_pages(session, reach, space=slug, cursor=request.args.get("cursor"), limit=20),
        audience=audiences.of_lists(session, [space.acl_id])[space.acl_id],
        can_write=level >= Level.WRITE,
        can_manage=level >= Level.MANAGE,
        asking=len(access_requests.waiting(session, space.id)) if answers else 0,
    )


@routes.get("/spaces/<slug>/settings", who="member")
def space_settings(slug: str) -> str:
    session = reading()
    space = queries.get_space(session, my_reach(), slug)
    require(session, actor(), space, Level.MANAGE)
    form = {
        "name": space.name,
        "slug": space.slug,
        "description": space.description,
        "features": space.features,
        "takes_requests": space.takes_requests,
        "template": space.template,
    }
    return render_template("wiki/space_form.html", form=form, errors={}, **_settings_words(space))


@routes.post("/spaces/<slug>/settings", who="member")
def change_space(slug: str) -> BaseResponse:
    try:
        spaces.change_space(writing(), actor(), slug, SpaceDraft.parse(form_data()))
    except Invalid as fault:
        abandon()
        space = queries.get_space(reading(), my_reach(), slug)
        return show_again("wiki/space_form.html", fault, **_settings_words(space))
    return redirect(url_for("wiki.show_space", slug=slug), 303)


def _settings_words(space: Space) -> dict[str, Any]:
    return {"space": space, "audience": audiences.of_lists(reading(), [space.acl_id])[space.acl_id]}


def _choices() -> list[tuple[int, str, int]]:
    return [(group.id, group.name, group.people) for group in audiences.choices(reading(), actor())]


@routes.get("/spaces/<slug>/choose", who="member")
def choose_page(slug: str) -> BaseResponse | str:
    """Choose between several pages of this title; a single match is shown at once."""
    title = request.args.get("title", "")[:1000]
    space = queries.get_space(reading(), my_reach(), slug)
    pages = resolving.choose(reading(), my_reach(), title)
    if len(pages) == 1:
        return redirect(pages[0].address)
    return render_template("wiki/choose_page.html", space=space, wanted=title, pages=pages)
