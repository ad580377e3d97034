"""Viewing and changing who can see a space, a page or a file, in the browser."""

from collections.abc import Iterable, Sequence

from flask import redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, level_of
from kms.search.results.views import sources
from kms.sharing.web import forms
from kms.sharing.web.access_page import render_access
from kms.sharing.web.forms import HiddenSource, SharingForm, SharingSubject
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading
from kms.wiki.files import service as files
from kms.wiki.models import Space
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow
from kms.wiki.routes import routes
from kms.wiki.sharing import hidden_sources as drawing
from kms.wiki.sharing import restricting
from kms.wiki.sharing.service import SharedPage, SharedSpace, may_share


@routes.get("/spaces/<slug>/share", who="member")
def share_space(slug: str) -> str:
    return forms.show(_space_form(slug))


@routes.post("/spaces/<slug>/share", who="member")
def change_space_access(slug: str) -> BaseResponse:
    return forms.answer(_space_form(slug))


def _space_form(slug: str) -> SharingForm:
    space = queries.get_space(reading(), my_reach(), slug)
    return SharingForm(_space_subject(space), SharedSpace(actor(), slug))


def _space_subject(space: Space) -> SharingSubject:
    return SharingSubject(
        "space",
        space.name,
        url_for("wiki.show_space", slug=space.slug),
        url_for("wiki.share_space", slug=space.slug),
        url_for("wiki.space_access", slug=space.slug),
    )


@routes.get("/p/<int:page_id>/share", who="member")
def share_page(page_id: int) -> str:
    return forms.show(_page_form(page_id))


@routes.post("/p/<int:page_id>/share", who="member")
def change_page_access(page_id: int) -> BaseResponse:
    return forms.answer(_page_form(page_id))


def _page_form(page_id: int) -> SharingForm:
    page = queries.get_page(reading(), my_reach(), page_id)
    return SharingForm(_page_subject(page), SharedPage(actor(), page_id), lambda people: hidden_sources(page, people))


def _page_subject(page: PageRow) -> SharingSubject:
    return SharingSubject(
        "page",
        page.title,
        page.address,
        url_for("wiki.share_page", page_id=page.id),
        url_for("wiki.page_access", page_id=page.id),
        _above(page),
    )


def _above(page: PageRow) -> str:
    """What guards the page if it has no restriction of its own."""
    trail = queries.path_titles(reading(), my_reach(), page)
    narrowed = restricting.restricted_among(reading(), [above.acl_id for above in trail])
    inner = [above.title for above in trail if above.acl_id in narrowed]
    return inner[-1] if inner else page.space_name


def hidden_sources(page: PageRow, people: Iterable[int]) -> Sequence[HiddenSource]:
    """What the page refers to that the actor can see but some of these people cannot."""
    found = drawing.hidden_from(reading(), sources(), my_reach(), page, set(people))
    return [HiddenSource(hit.title, hit.url, count) for hit, count in found]


@routes.get("/spaces/<slug>/access", who="member")
def space_access(slug: str) -> str:
    space = queries.get_space(reading(), my_reach(), slug)
    may = level_of(reading(), actor(), space) or Level.READ
    where = gettext("the space “%(name)s”", name=space.name)
    return _who_and_why(_space_subject(space), space.acl_id, where, may_change=may >= Level.MANAGE)


@routes.get("/p/<int:page_id>/access", who="member")
def page_access(page_id: int) -> str:
    page = queries.get_page(reading(), my_reach(), page_id)
    may = may_share(reading(), actor(), page)
    return _who_and_why(_page_subject(page), page.acl_id, _where(page), page=page, may_change=may)


@routes.get("/files/<int:file_id>/access", who="member")
def file_access(file_id: int) -> BaseResponse | str:
    row = files.get_file(reading(), my_reach(), file_id)
    page = queries.find_pages(reading(), my_reach(), [row.page_id or 0]).get(row.page_id or 0)
    if page is None:
        return redirect(row.address)
    address = url_for("wiki.show_file_text", file_id=file_id)
    share = url_for("wiki.share_page", page_id=page.id)
    subject = SharingSubject("file", row.name, address, share, url_for("wiki.file_access", file_id=file_id), page.title)
    may = may_share(reading(), actor(), page)
    return _who_and_why(subject, page.acl_id, _where(page), page=page, may_change=may)


def _where(page: PageRow) -> str:
    root = restricting.guards_of(reading(), page.id, page.acl_id, page.path).root
    if root is None:
        return str(gettext("the space “%(name)s”", name=page.space_name))
    return str(gettext("the restricted page “%(title)s”", title=root[1]))


def _who_and_why(
    subject: SharingSubject, acl_id: int, where: str, *, page: PageRow | None = None, may_change: bool = False
) -> str:
    return render_access(
        subject,
        where,
        acl_id,
        within=page.space_name if page and restricting.is_narrowed(reading(), acl_id) else "",
        hidden=lambda people: hidden_sources(page, [reader.id for reader in people]) if page else (),
        may_change=may_change,
    )
