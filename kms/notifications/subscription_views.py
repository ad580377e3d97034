"""Subscriptions in the browser; registers its routes on those of kms.notifications.views."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from kms.core.urls import safe_next
from kms.notifications import queries, subscriptions
from kms.notifications.views import routes
from kms.notifications.web.inbox import targets
from kms.web.identity import actor, cached
from kms.web.transaction import reading, writing


@routes.app_template_global()
def my_subscriptions() -> frozenset[tuple[str, int]]:
    """Return the current person's subscriptions, as (kind, id)."""
    person_id = actor().person_id
    rows = cached(("subscriptions", person_id), lambda: queries.subscriptions_of(reading(), person_id))
    return frozenset((row.kind, row.target_id) for row in rows)


@routes.get("/subscriptions", who="member")
def list_subscriptions() -> str:
    rows = subscriptions.list_rows(reading(), actor(), targets())
    return render_template("notifications/subscriptions.html", rows=rows)


@routes.post("/subscriptions", who="member")
def subscribe() -> BaseResponse:
    """Fields `kind` (page, tree, space, tag), `target` (an id, or a tag's name), `next`."""
    kind, target = request.form.get("kind", ""), request.form.get("target", "")
    subscriptions.subscribe(writing(), actor(), targets(), kind, target)
    return redirect(_next(), 303)


@routes.post("/subscriptions/end", who="member")
def end_subscription() -> BaseResponse:
    """Fields `kind`, `target` (an id), `next`."""
    target = request.form.get("target", "")
    id = int(target) if target.isascii() and target.isdecimal() and len(target) < 16 else 0
    subscriptions.end(writing(), actor(), request.form.get("kind", ""), id)
    return redirect(_next(), 303)


def _next() -> str:
    return safe_next(request.form.get("next") or "/subscriptions")
