"""Bookmarks in the browser."""

from typing import Any

import orjson
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.bookmarks import exporting, queries, service
from kms.bookmarks.inputs import BookmarkDraft, parse_tags
from kms.comments.web.sidebar import sidebar_of
from kms.core.errors import Conflict, Invalid
from kms.core.text import fold_key
from kms.core.urls import canonical
from kms.links.queries import find_by_key, items_citing
from kms.search.results.views import readable_hits
from kms.sharing import audiences
from kms.web import state
from kms.web.forms import show_again
from kms.web.fragments import render_cached
from kms.web.identity import actor, cached, my_reach
from kms.web.request_data import form_data
from kms.web.routes import Routes
from kms.web.transaction import abandon, reading, writing

routes = Routes("bookmarks", __name__)
LIST_SIZE = 30


@routes.get("/bookmarks", who="member")
def list_bookmarks() -> str:
    args = request.args
    tags = tuple(tag[:100] for tag in args.getlist("tag")[:5])
    by = args.get("by", "")[:100]
    wanted = queries.BookmarkFilter(
        tuple(map(fold_key, tags)),
        fold_key(by),
        args.get("site", "")[:255],
        folder=args.get("folder", "")[:1000],
        folder_of=actor().person_id,
    )
    chosen = {"tags": list(tags), "by": by, "site": wanted.site, "folder": wanted.folder}
    cursor = args.get("cursor", "")
    key = (actor(), wanted, tags, by, cursor)
    return render_cached("bookmarks/list.html", key, lambda: _list_words(wanted, cursor, chosen))


def _list_words(wanted: queries.BookmarkFilter, cursor: str, chosen: dict[str, Any]) -> dict[str, Any]:
    session, reach = reading(), my_reach()
    page = queries.list_bookmarks(session, reach, wanted, cursor, LIST_SIZE)
    popular = cached(("popular tags", reach), lambda: queries.tag_counts(session, reach, limit=30))
    return {"page": page, "chosen": chosen, "popular": popular, **_related(page.items)}


def _related(rows: Any) -> dict[str, Any]:
    """Return tags, savers and audience of the bookmarks in a list, with one query for each."""
    session = reading()
    return {
        "tags": queries.tags_of(session, [row.id for row in rows]),
        "savers": queries.savers_of(session, my_reach(), [row.link_id for row in rows]),
        "audiences": audiences.of_lists(session, [row.acl_id for row in rows]),
    }


@routes.get("/b/<int:bookmark_id>", who="member")
def show_bookmark(bookmark_id: int) -> str:
    return render_template("bookmarks/show.html", form={}, errors={}, **_shown(bookmark_id))


def _shown(bookmark_id: int) -> dict[str, Any]:
    row = queries.get_bookmark(reading(), my_reach(), bookmark_id)
    others = queries.list_bookmarks(reading(), my_reach(), queries.BookmarkFilter(link_id=row.link_id), limit=100)
    tags = queries.tags_of(reading(), [other.id for other in others.items])
    mine = next((other for other in others.items if other.owner_id == actor().person_id), None)
    return {
        "row": row,
        "others": [other for other in others.items if other.id != row.id],
        "others_tags": tags,
        "mine": mine,
        "my_tags": tags[mine.id] if mine else [],
        "would_see": audiences.of_choice(reading(), audiences.default_choice(actor())),
        "citing": citing_pages(row.link_id),
        "comments": sidebar_of(("bookmark", row.id), row.owner_id == actor().person_id),
        **_related([row]),
    }


@routes.post("/b/<int:bookmark_id>/tags", who="member")
def tag_source(bookmark_id: int) -> BaseResponse:
    """Save the source with the person's own tags, in one step."""
    try:
        own = service.tag_source(writing(), actor(), bookmark_id, parse_tags(form_data()))
    except Invalid as fault:
        abandon()
        return show_again("bookmarks/show.html", fault, **_shown(bookmark_id))
    flash(gettext("Your tags are kept."), "success")
    return redirect(url_for("bookmarks.show_bookmark", bookmark_id=own.id), 303)


def citing_pages(link_id: int) -> Any:
    """Return the readable pages that cite this source, as search hits."""
    ids = items_citing(reading(), link_id, "page")
    return list(readable_hits("page", ids).values())


@routes.get("/bookmarks/new", who="member")
def new_bookmark() -> BaseResponse | str:
    """The form, prefilled by the bookmarklet. An address saved before opens its bookmark."""
    args = request.args
    url = args.get("url", "")[:2100]
    if url and (own := _own(url)) is not None:
        return redirect(url_for("bookmarks.edit_bookmark", bookmark_id=own))
    default = audiences.default_choice(actor())
    form = {
        "url": url,
        "title": args.get("title", "")[:1000],
        "description": args.get("description", "")[:20_000],
        "tags": args.get("tags", "")[:2000],
        "access": "groups" if default != "private" else "private",
        "groups": audiences.group_ids(default),
    }
    return render_template("bookmarks/form.html", row=None, form=form, errors={}, **_form_words(url))


def _own(url: str) -> int | None:
    found = queries.find_own(reading(), actor().person_id, canonical(url))
    return found.id if found is not None and found.trashed_at is None else None


def _is_choosable(present: audiences.Audience) -> bool:
    """Whether the form offers exactly this audience: only me, everyone, or groups of the actor."""
    return present.is_plain and set(present.ids) <= set(actor().groups)


def _form_words(url: str, present: audiences.Audience | None = None) -> dict[str, Any]:
    link = find_by_key(reading(), canonical(url)) if url else None
    savers = queries.savers_of(reading(), my_reach(), [link.id])[link.id] if link else []
    groups = [(group.id, group.name, group.people) for group in audiences.choices(reading(), actor())]
    kept = present if present and not _is_choosable(present) else None
    return {"groups": groups, "saved_by": savers, "kept": kept}


@routes.post("/bookmarks/new", who="member")
def save_bookmark() -> BaseResponse:
    try:
        draft = BookmarkDraft.parse_form(form_data(), "private")
        bookmark, created = service.save_bookmark(writing(), actor(), draft)
    except Invalid as fault:
        abandon()
        return show_again("bookmarks/form.html", fault, row=None, **_form_words(""))
    flash(gettext("The bookmark was saved.") if created else gettext("The bookmark was changed."), "success")
    return redirect(url_for("bookmarks.show_bookmark", bookmark_id=bookmark.id), 303)


@routes.get("/b/<int:bookmark_id>/edit", who="member")
def edit_bookmark(bookmark_id: int) -> str:
    service.get_own(reading(), actor(), bookmark_id)
    row = queries.get_bookmark(reading(), my_reach(), bookmark_id)
    present = audiences.of_lists(reading(), [row.acl_id])[row.acl_id]
    form = {
        "url": row.url,
        "title": row.title,
        "description": row.description,
        "tags": ", ".join(queries.tags_of(reading(), [row.id])[row.id]),
        "access": present.kind if _is_choosable(present) else audiences.KEEP,
        "groups": list(present.ids),
        "version": row.version,
    }
    words = _form_words(row.url, present)
    return render_template("bookmarks/form.html", row=row, form=form, errors={}, **words)


@routes.post("/b/<int:bookmark_id>/edit", who="member")
def change_bookmark(bookmark_id: int) -> BaseResponse:
    try:
        service.change_bookmark(writing(), actor(), bookmark_id, BookmarkDraft.parse_form(form_data(), "private"))
    except Conflict as clash:
        return _show_changed_again(bookmark_id, Invalid({"": clash.message}))
    except Invalid as fault:
        return _show_changed_again(bookmark_id, fault)
    return redirect(url_for("bookmarks.show_bookmark", bookmark_id=bookmark_id), 303)


def _show_changed_again(bookmark_id: int, fault: Invalid) -> BaseResponse:
    abandon()
    row = queries.get_bookmark(reading(), my_reach(), bookmark_id)
    words = _form_words(row.url, audiences.of_lists(reading(), [row.acl_id])[row.acl_id])
    return show_again("bookmarks/form.html", fault, row=row, **words)


@routes.post("/b/<int:bookmark_id>/trash", who="member")
def trash_bookmark(bookmark_id: int) -> BaseResponse:
    service.trash_bookmark(writing(), actor(), bookmark_id)
    flash(
        gettext("The bookmark is in the trash."),
        "undo " + url_for("bookmarks.untrash_bookmark", bookmark_id=bookmark_id),
    )
    return redirect(url_for("bookmarks.list_bookmarks"), 303)


@routes.post("/b/<int:bookmark_id>/untrash", who="member")
def untrash_bookmark(bookmark_id: int) -> BaseResponse:
    service.restore_bookmark(writing(), actor(), bookmark_id)
    return redirect(url_for("bookmarks.show_bookmark", bookmark_id=bookmark_id), 303)


@routes.get("/bookmarks/trash", who="member")
def trash() -> str:
    page = queries.list_trash(reading(), actor().person_id, request.args.get("cursor"))
    return render_template("bookmarks/trash.html", page=page, days=state.config().trash_days)


@routes.get("/bookmarks/tools", who="member")
def tools() -> str:
    """Bookmarklet, extension, import and export."""
    return render_template("bookmarks/tools.html")


@routes.get("/bookmarks/export.html", who="member")
def export_html() -> Response:
    """The person's own bookmarks as a file for browsers."""
    text = exporting.netscape(*_own_bookmarks())
    return _download(text.encode(), "text/html; charset=utf-8", "bookmarks.html")


@routes.get("/bookmarks/export.json", who="member")
def export_json() -> Response:
    """The person's own bookmarks as JSON."""
    return _download(orjson.dumps(exporting.records(*_own_bookmarks())), "application/json", "bookmarks.json")


def _own_bookmarks() -> tuple[Any, dict[int, list[str]], dict[int, audiences.Audience]]:
    rows = queries.all_of(reading(), actor().person_id)
    tags = queries.tags_of(reading(), [row.id for row in rows])
    return rows, tags, audiences.of_lists(reading(), [row.acl_id for row in rows])


def _download(body: bytes, mime: str, name: str) -> Response:
    response = Response(body, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
