"""Who can see a bookmark, and changing that, in the browser."""

from flask import url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.bookmarks import queries
from kms.bookmarks.queries import BookmarkRow
from kms.bookmarks.sharing import SharedBookmark
from kms.bookmarks.views import routes
from kms.sharing.web import forms
from kms.sharing.web.access_page import render_access
from kms.sharing.web.forms import SharingForm, SharingSubject
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading


@routes.get("/b/<int:bookmark_id>/share", who="member")
def share_bookmark(bookmark_id: int) -> str:
    return forms.show(_form(bookmark_id))


@routes.post("/b/<int:bookmark_id>/share", who="member")
def change_access(bookmark_id: int) -> BaseResponse:
    return forms.answer(_form(bookmark_id))


def _form(bookmark_id: int) -> SharingForm:
    row = queries.get_bookmark(reading(), my_reach(), bookmark_id)
    return SharingForm(_subject(row), SharedBookmark(actor(), bookmark_id))


def _subject(row: BookmarkRow) -> SharingSubject:
    share = url_for("bookmarks.share_bookmark", bookmark_id=row.id)
    return SharingSubject("bookmark", row.label, row.address, share, url_for("bookmarks.access", bookmark_id=row.id))


@routes.get("/b/<int:bookmark_id>/access", who="member")
def access(bookmark_id: int) -> str:
    row = queries.get_bookmark(reading(), my_reach(), bookmark_id)
    mine = row.owner_id == actor().person_id
    return render_access(_subject(row), gettext("this bookmark"), row.acl_id, owner_id=row.owner_id, may_change=mine)
