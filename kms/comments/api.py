"""Comments and hints in the API."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from kms.api.routes import Answer, ApiRoutes, me, sent
from kms.comments import hints, queries, service
from kms.comments.inputs import AnswerDraft, CommentChange, CommentDraft, CommentInput, parse_about
from kms.comments.queries import CommentRow, HintRow, Thread
from kms.notifications.web.inbox import targets
from kms.web.transaction import reading, writing

routes = ApiRoutes("comments_api", __name__)


@dataclass(frozen=True)
class CommentJson:
    """A comment; `parent` is the comment it replies to."""

    id: int
    parent: int | None
    author: str
    text: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    resolved: bool


@dataclass(frozen=True)
class CommentList:
    """The comments on a subject: each top-level one followed by its replies."""

    items: list[CommentJson]


@dataclass(frozen=True)
class HintJson:
    """A hint that something is wrong; `photo` tells whether it includes a picture."""

    id: int
    about: str
    sender: str
    text: str
    photo: bool
    created_at: datetime
    done: bool
    answer: str


@dataclass(frozen=True)
class HintList:
    """Hints, the open ones first; `next` is the cursor for further open ones."""

    items: list[HintJson]
    next: str | None


@routes.operation("GET", "/comments", who="read", gives=CommentList, query=("about",), part="comments")
def list_comments() -> CommentList:
    """List the comments on a subject, given as in `about=page:7`."""
    about = parse_about(request.args.get("about", ""))
    service.require_readable(reading(), me(), targets(), about)
    found = queries.threads(reading(), about)
    return CommentList([_comment(row, thread) for thread in found for row in (thread.first, *thread.replies)])


@routes.operation(
    "POST", "/comments", who="write", takes=CommentInput, gives=CommentJson, status=(201,), part="comments"
)
def write_comment() -> Answer:
    """Write a comment on a page or a bookmark, or reply to one."""
    draft = sent(CommentInput)
    row = service.comment(writing(), me(), targets(), draft.about, draft)
    return Answer(_one(draft.about, row.id), 201)


@routes.operation(
    "PATCH", "/comments/<int:comment_id>", who="write", takes=CommentChange, gives=CommentJson, part="comments"
)
def change_comment(comment_id: int) -> CommentJson:
    """Change one of the caller's own comments, or resolve a thread."""
    row = service.get_comment(writing(), me(), targets(), comment_id)
    wanted = sent(CommentChange)
    if wanted.text is not None:
        service.change(writing(), me(), targets(), comment_id, CommentDraft(wanted.text))
    if wanted.resolved is not None:
        service.resolve(writing(), me(), targets(), comment_id, wanted.resolved)
    return _one((row.about_kind, row.about_id), row.id)


@routes.operation("DELETE", "/comments/<int:comment_id>", who="write", status=(204,), part="comments")
def delete_comment(comment_id: int) -> Answer:
    """Delete one of the caller's own comments."""
    service.remove(writing(), me(), targets(), comment_id)
    return Answer(None, 204)


@routes.operation("GET", "/hints", who="read", gives=HintList, query=("cursor",), part="hints")
def list_hints() -> HintList:
    """List the open hints on what the caller may edit, fifty at a time; the first page includes the hints they sent."""
    cursor = request.args.get("cursor")
    waiting = hints.waiting_for(reading(), me(), targets(), cursor)
    rows = [*waiting.rows, *([] if cursor else hints.sent_by(reading(), me(), targets()))]
    return HintList([hint_json(row) for row in {row.id: row for row in rows}.values()], waiting.next)


@routes.operation("POST", "/hints/<int:hint_id>/done", who="write", takes=AnswerDraft, status=(204,), part="hints")
def see_to_hint(hint_id: int) -> Answer:
    """Mark a hint as done, with a reply to its sender."""
    hints.see_to(writing(), me(), targets(), hint_id, sent(AnswerDraft))
    return Answer(None, 204)


def _one(about: tuple[str, int], comment_id: int) -> CommentJson:
    writing().flush()
    found = queries.threads(writing(), about)
    rows = [(row, thread) for thread in found for row in (thread.first, *thread.replies) if row.id == comment_id]
    return _comment(*rows[0])


def _comment(row: CommentRow, thread: Thread) -> CommentJson:
    return CommentJson(
        row.id,
        row.parent_id,
        row.author,
        row.text,
        row.html,
        row.created_at,
        row.edited_at,
        thread.first.resolved_at is not None,
    )


def hint_json(row: HintRow) -> HintJson:
    """Return the API representation of a hint."""
    return HintJson(
        row.id,
        f"{row.about[0]}:{row.about[1]}",
        row.sender,
        row.text,
        row.photo is not None,
        row.created_at,
        row.done_at is not None,
        row.answer,
    )
