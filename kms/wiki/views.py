"""Pages in the browser: read, write, history, differences."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, level_of, require
from kms.accounts import audiences
from kms.core.errors import Invalid
from kms.core.text import slugify
from kms.links.queries import cited_by
from kms.markup.fill import fill_links, fill_words, without_title
from kms.markup.render import render
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach, remember
from kms.web.pieces import render_kept
from kms.web.reading import form_data, number
from kms.web.routes import Routes
from kms.web.transaction import abandon, reading, writing
from kms.wiki import features, files, preparing, queries, rendering, resolving, service, tree
from kms.wiki.difference_rows import two_columns
from kms.wiki.differences import compare
from kms.wiki.inputs import PageDraft, PageEdit, unix_lines
from kms.wiki.links import Place
from kms.wiki.queries import PageRow
from kms.wiki.saving import save

routes = Routes("wiki", __name__)


@routes.get("/p/<int:page_id>", who="member")
@routes.get("/p/<int:page_id>/<slug>", who="member")
def show_page(page_id: int, slug: str = "") -> BaseResponse | str:
    reach = my_reach()
    page = remember(("page", page_id, reach), lambda: queries.get_page(reading(), reach, page_id))
    if slug != page.slug:
        return redirect(url_for("wiki.show_page", page_id=page.id, slug=page.slug), 301 if slug else 302)
    mine = remember(("pins", actor().person_id), lambda: tuple(pin.id for pin in pinned()))
    key = (page_id, reach, my_reach(Level.WRITE), mine)
    return render_kept("wiki/page.html", key, lambda: _page_words(page))


def _page_words(page: PageRow) -> dict[str, Any]:
    session, reach = reading(), my_reach()
    shown = rendering.shown(session, page.id, page.head_id)
    return {
        "page": page,
        "html": for_reader(shown, page.place, page.title),
        "headings": [heading for heading in shown.headings if heading.level < 4],
        "features": features.of_page(session, page.id),
        "tags": queries.tags_of(session, [page.id])[page.id],
        "backlinks": resolving.backlinks(session, reach, page),
        "sources": cited_by(session, "page", page.id),
        "files": files.files_of(session, page.id),
        "children": tree.children(session, reach, page.id) if page.lists_children else [],
        "pinned": queries.is_pinned(session, page.id, actor().person_id),
        "audience": audiences.of_lists(session, [page.acl_id])[page.acl_id],
        **beside(page),
    }


def beside(page: PageRow) -> dict[str, Any]:
    """What stands around every view of a page: the tree and the way down to it."""
    session, reach = reading(), my_reach()
    return {
        "nodes": tree.tree(session, reach, page.space_id, page.path),
        "space_slug": page.space,
        "space_name": page.space_name,
        "trail": queries.path_titles(session, reach, page),
        "pins": pins(page.space_id),
        "can_write": can(page, Level.WRITE),
    }


def pins(space_id: int) -> list[PageRow]:
    """What the person who asks keeps at hand of one space."""
    return [page for page in pinned() if page.space_id == space_id]


def pinned() -> list[PageRow]:
    """What the person who asks keeps at hand."""
    return queries.pinned_pages(reading(), my_reach(), actor().person_id)


def for_reader(shown: rendering.Shown, place: Place, title: str) -> str:
    """The kept HTML with links and words as this reader is to see them."""
    resolved = resolving.resolve_links(reading(), my_reach(), place, shown.links)
    return fill_words(fill_links(without_title(shown.html, title), resolved), notices())


def notices() -> dict[str, str]:
    """The words that the renderer leaves open."""
    return {
        "note": gettext("Note"),
        "tip": gettext("Tip"),
        "important": gettext("Important"),
        "warning": gettext("Warning"),
        "caution": gettext("Caution"),
        "source": gettext("This page is too complex to be shown; here is its source."),
    }


def can(page: PageRow, level: Level) -> bool:
    """Whether the person who asks has this level on the page."""
    return (level_of(reading(), actor(), page) or 0) >= level


@routes.get("/pages/new", who="member")
def new_page() -> BaseResponse | str:
    """Which space shall the new page be in?"""
    spaces = queries.list_spaces(reading(), my_reach(Level.WRITE))
    title = request.args.get("title", "")
    if len(spaces) == 1:
        return redirect(url_for("wiki.new_page_in", slug=spaces[0].slug, title=title or None))
    words = audiences.of_lists(reading(), [space.acl_id for space in spaces])
    return render_template("wiki/choose_space.html", spaces=spaces, audiences=words, new_title=title)


@routes.get("/spaces/<slug>/new", who="member")
def new_page_in(slug: str) -> str:
    space = queries.get_space(reading(), my_reach(Level.WRITE), slug)
    parent = _find_parent(number("parent"))
    form = {"title": request.args.get("title", "")[:1000], "parent": parent.id if parent else "", "text": ""}
    return render_template(
        "wiki/new.html", space=space, parent=parent, form=form, errors={}, **_space_words(space.acl_id)
    )


def _find_parent(page_id: int | None) -> PageRow | None:
    return queries.find_pages(reading(), my_reach(), [page_id]).get(page_id) if page_id else None


def _space_words(acl_id: int) -> dict[str, Any]:
    return {"audience": audiences.of_lists(reading(), [acl_id])[acl_id]}


@routes.post("/spaces/<slug>/new", who="member")
def create_page(slug: str) -> BaseResponse:
    space = queries.get_space(reading(), my_reach(Level.WRITE), slug)
    words = {**_space_words(space.acl_id), "parent": _find_parent(number_of("parent"))}
    try:
        draft = PageDraft.parse({**form_data(), "text": unix_lines(request.form.get("text", ""))})
        rendered = render(draft.text, "maths" in space.features)
        page = service.create_page(writing(), actor(), slug, draft, rendered)
    except Invalid as fault:
        return show_again("wiki/new.html", fault, space=space, **words)
    return redirect(url_for("wiki.show_page", page_id=page.id, slug=page.slug), 303)


@routes.get("/p/<int:page_id>/edit", who="member")
def edit_page(page_id: int) -> str:
    session = reading()
    page = queries.get_page(session, my_reach(), page_id)
    require(session, actor(), page, Level.WRITE)
    head = queries.get_head(session, page)
    tags = queries.tags_of(session, [page.id])[page.id]
    form = {
        "title": page.title,
        "text": head.text,
        "tags": ", ".join(tags),
        "summary": "",
        "base_revision": page.revision,
    }
    return render_template("wiki/edit.html", page=page, form=form, errors={}, **_space_words(page.acl_id))


@routes.post("/p/<int:page_id>/edit", who="member")
def save_page(page_id: int) -> BaseResponse:
    page = queries.get_page(reading(), my_reach(), page_id)
    words = _space_words(page.acl_id)
    try:
        edit = preparing.as_typed(reading(), page_id, PageEdit.parse(form_data()))
        prepared = save(page_id, edit)
    except preparing.EditConflict as clash:
        abandon()
        return _show_conflict(page, clash, words)
    except Invalid as fault:
        return show_again("wiki/edit.html", fault, page=page, **words)
    if prepared.merged:
        flash(gettext("Your changes and those saved by others meanwhile were merged."), "success")
    return redirect(url_for("wiki.show_page", page_id=page_id, slug=slugify(prepared.title)), 303)


def _show_conflict(page: PageRow, clash: preparing.EditConflict, words: dict[str, Any]) -> Response:
    difference = compare(clash.theirs, clash.mine)
    return make_response(
        render_template(
            "wiki/conflict.html",
            page=page,
            clash=clash,
            difference=difference,
            rows=two_columns(difference, equal_lines),
            form=request.form,
            errors={},
            **words,
        ),
        409,
    )


def equal_lines(count: int) -> str:
    """What stands in place of lines that are the same on both sides."""
    return str(ngettext("%(num)d equal line", "%(num)d equal lines", count))


@routes.post("/preview", who="member")
def preview() -> str:
    """The text as it would look; stores nothing."""
    text = request.form.get("text", "")
    page = number_of("page")
    row = queries.find_pages(reading(), my_reach(), [page]).get(page) if page else None
    place = row.place if row else Place(0, request.form.get("space", "")[:80], (), "")
    return for_reader(rendering.of(render(text, "maths" in features.of_space(reading(), place.space))), place, "")


def number_of(name: str) -> int | None:
    """A whole number from the form, None for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


@routes.post("/p/<int:page_id>/pin", who="member")
def pin_page(page_id: int) -> BaseResponse:
    service.pin(writing(), actor(), page_id)
    return redirect(url_for("wiki.show_page", page_id=page_id), 303)


@routes.post("/p/<int:page_id>/unpin", who="member")
def unpin_page(page_id: int) -> BaseResponse:
    service.unpin(writing(), actor(), page_id)
    return redirect(url_for("wiki.show_page", page_id=page_id), 303)


@routes.get("/changes", who="member")
def recent_changes() -> str:
    pages = queries.list_pages(reading(), my_reach(), cursor=request.args.get("cursor"))
    return render_template("wiki/changes.html", pages=pages)
