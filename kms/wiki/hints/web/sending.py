"""Sends a hint about a page, from a form or the API, with an optional picture."""

from collections.abc import Mapping
from typing import Any

from flask import request

from kms.comments import hints
from kms.comments.inputs import HintDraft
from kms.comments.models import Hint
from kms.comments.views import keep_pace
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.files.kinds import INLINE
from kms.files.service import Upload, store_upload
from kms.notifications.web.inbox import targets
from kms.web import state
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading, writing
from kms.wiki.files.views import store
from kms.wiki.models import Page
from kms.wiki.pages import queries, responsible


def send(page_id: int, sent: Mapping[str, Any]) -> Hint:
    """Send the hint to the people responsible for the page. Raises NotFound, TooMany, Invalid."""
    queries.get_page(reading(), my_reach(), page_id)
    keep_pace()
    draft, photo = HintDraft.parse(sent), _photo()
    page = writing().get(Page, page_id)
    people = responsible.people_for(writing(), page) if page else []
    return hints.send(writing(), actor(), targets(), ("page", page_id), draft, photo, people)


def _photo() -> Upload | None:
    """The uploaded picture, stripped of camera metadata. Raises Invalid if it is not a picture."""
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return None
    temporary = store().receive(sent.stream, state.config().upload_mb * 1_000_000)  # type: ignore[arg-type]
    try:
        photo = store_upload(store(), temporary, sent.filename)
    except Invalid as fault:
        raise Invalid({"photo": fault.message}) from fault
    if photo.mime not in INLINE:
        raise Invalid({"photo": N_("Please choose a picture (JPEG, PNG, WebP or GIF).")})
    return photo
