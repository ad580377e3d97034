"""Comments and hints in the browser; what is specific to wiki pages is in kms.wiki.hints.views."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.comments import hints, service
from kms.comments.inputs import HIDDEN, AnswerDraft, CommentDraft, parse_about
from kms.comments.models import Comment
from kms.core.errors import Invalid, NotFound
from kms.core.rate_limit import RateLimit
from kms.core.search_sources import SearchHit
from kms.notifications.visibility import Thing, hits
from kms.notifications.web.inbox import targets
from kms.web.forms import show_again, tell_taken
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data
from kms.web.routes import Routes
from kms.web.transaction import reading, writing

routes = Routes("comments", __name__)
_pace = RateLimit(30, 60)


def keep_pace() -> None:
    """Count a comment or hint against the rate limit. Raises TooMany for more than anyone types by hand."""
    _pace.take(actor().person_id)


def thing(about: Thing) -> SearchHit:
    """Return the subject as the current person sees it. Raises NotFound."""
    hit = hits(reading(), targets(), my_reach(), [about]).get(about)
    if hit is None:
        raise NotFound(HIDDEN)
    return hit


def _place(row: Comment) -> BaseResponse:
    hit = thing((row.about_kind, row.about_id))
    return redirect(f"{hit.url}#comment-{row.parent_id or row.id if row.deleted_at else row.id}", 303)


@routes.post("/comments", who="member", part="comments")
def write_comment() -> BaseResponse:
    """Fields `about` ("page:7"), `text`, and `parent` for a reply."""
    about = parse_about(request.form.get("about", ""))
    hit = thing(about)
    keep_pace()
    try:
        row = service.comment(writing(), actor(), targets(), about, CommentDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("comments/comment.html", fault, hit=hit, comment=None, about=about)
    return tell_taken(_place(row))


@routes.get("/comments/<int:comment_id>", who="member", part="comments")
def show_comment(comment_id: int) -> BaseResponse:
    """Redirect to the position of the comment."""
    return _place(service.get_comment(reading(), actor(), targets(), comment_id))


@routes.get("/comments/<int:comment_id>/edit", who="member", part="comments")
def edit_comment(comment_id: int) -> str:
    row = service.get_own(reading(), actor(), targets(), comment_id)
    about = (row.about_kind, row.about_id)
    form = {"text": row.text}
    return render_template("comments/comment.html", form=form, errors={}, hit=thing(about), comment=row, about=about)


@routes.post("/comments/<int:comment_id>/edit", who="member", part="comments")
def change_comment(comment_id: int) -> BaseResponse:
    row = service.get_own(reading(), actor(), targets(), comment_id)
    about = (row.about_kind, row.about_id)
    hit = thing(about)
    try:
        draft = CommentDraft.parse(form_data())
    except Invalid as fault:
        return show_again("comments/comment.html", fault, hit=hit, comment=row, about=about)
    return tell_taken(_place(service.change(writing(), actor(), targets(), comment_id, draft)))


@routes.post("/comments/<int:comment_id>/delete", who="member", part="comments")
def remove_comment(comment_id: int) -> BaseResponse:
    row = service.remove(writing(), actor(), targets(), comment_id)
    hit = thing((row.about_kind, row.about_id))
    flash(gettext("The comment was deleted."), "undo " + url_for("comments.restore_comment", comment_id=comment_id))
    return redirect(f"{hit.url}#comments", 303)


@routes.post("/comments/<int:comment_id>/restore", who="member", part="comments")
def restore_comment(comment_id: int) -> BaseResponse:
    return _place(service.restore(writing(), actor(), targets(), comment_id))


@routes.post("/comments/<int:comment_id>/settle", who="member", part="comments")
def settle_comment(comment_id: int) -> BaseResponse:
    return _place(service.resolve(writing(), actor(), targets(), comment_id, True))


@routes.post("/comments/<int:comment_id>/reopen", who="member", part="comments")
def reopen_comment(comment_id: int) -> BaseResponse:
    return _place(service.resolve(writing(), actor(), targets(), comment_id, False))


@routes.get("/hints", who="member", part="hints")
def list_hints() -> str:
    """The open hints for the current person, paginated; the first page includes those they sent."""
    cursor = request.args.get("cursor")
    waiting = hints.waiting_for(reading(), actor(), targets(), cursor)
    sent = [] if cursor else hints.sent_by(reading(), actor(), targets())
    found = hits(reading(), targets(), my_reach(), [row.about for row in (*waiting.rows, *sent)])
    return render_template("comments/hints.html", waiting=waiting, sent=sent, found=found, cursor=cursor)


@routes.post("/hints/<int:hint_id>/done", who="member", part="hints")
def see_to_hint(hint_id: int) -> BaseResponse:
    hint = hints.see_to(writing(), actor(), targets(), hint_id, AnswerDraft.parse(form_data()))
    flash(gettext("The hint was seen to."), "undo " + url_for("comments.open_hint_again", hint_id=hint_id))
    return redirect(_list_of(hint.about_kind, hint.about_id), 303)


@routes.post("/hints/<int:hint_id>/reopen", who="member", part="hints")
def open_hint_again(hint_id: int) -> BaseResponse:
    hint = hints.open_again(writing(), actor(), targets(), hint_id)
    return redirect(_list_of(hint.about_kind, hint.about_id), 303)


def _list_of(kind: str, id: int) -> str:
    """Return the hints of the same page, or all of them if the request came from the complete list."""
    return f"/p/{id}/hints" if kind == "page" and request.form.get("from") == "page" else url_for("comments.list_hints")
