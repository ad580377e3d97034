"""Sharing from other apps: opens the form for a new bookmark, prefilled; saved only when submitted."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.bookmarks.views import routes
from kms.core.text import clean_line
from kms.core.urls import address_within

LONGEST_TITLE = 200


@routes.get("/share", who="member")
def share() -> BaseResponse:
    """The share target (W3C Web Share Target)."""
    title, text, url = (request.args.get(name, "")[:5000].strip() for name in ("title", "text", "url"))
    words = form_words(clean_line(title), text, clean_line(url))
    filled = urlencode({name: word for name, word in words.items() if word})
    return redirect(f"{url_for('bookmarks.new_bookmark')}?{filled}")


def form_words(title: str, text: str, url: str) -> dict[str, str]:
    """Return the form's fields. Android apps put the URL into `text`, alone or after the title or the selected text."""
    found, rest = address_within(text)
    if not url and found:
        url = found
    elif found != url:
        rest = text
    if not url:
        url, title = address_within(title)
    if not title and len(rest) <= LONGEST_TITLE:
        title, rest = clean_line(rest), ""
    if clean_line(rest) == title:
        rest = ""
    return {"url": url[:2048], "title": title[:300], "description": rest[:1000]}
