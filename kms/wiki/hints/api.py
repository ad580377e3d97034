"""Hints on pages over the API."""

from flask import request

from kms.api.routes import Answer, body
from kms.comments import queries as comment_queries
from kms.comments.api import HintJson, hint_json
from kms.comments.inputs import HintDraft
from kms.web.transaction import writing
from kms.wiki.api_routes import routes
from kms.wiki.hints.web import sending


@routes.operation(
    "POST", "/pages/<int:page_id>/hints", who="write", takes=HintDraft, gives=HintJson, status=(201,), part="hints"
)
def send_hint(page_id: int) -> Answer:
    """Report a problem with a readable page.

    Accepts JSON, or multipart with `text` and a picture as `photo`.
    """
    sent = request.form if request.mimetype == "multipart/form-data" else body()
    hint = sending.send(page_id, sent)
    writing().flush()
    (row,) = [
        row for row in comment_queries.hints_by(writing(), hint.sender_id or 0, ("page", page_id)) if row.id == hint.id
    ]
    return Answer(hint_json(row), 201)
