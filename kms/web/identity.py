"""Who asks, and what they can get at: found once a request."""

from typing import cast

from flask import g

from kms.access import policy
from kms.access.policy import Actor, Level
from kms.core.errors import Unauthenticated
from kms.core.reach import Reach
from kms.core.text import N_
from kms.web import state
from kms.web.transaction import reading


def find_actor() -> Actor | None:
    """The person who asks; None when signed out."""
    if "kms_actor" not in g:
        g.kms_actor = None  # telling of a fault must not look again
        g.kms_actor = state.identify()
    return cast("Actor | None", g.kms_actor)


def actor() -> Actor:
    """The person who asks. Raises Unauthenticated."""
    found = find_actor()
    if found is None:
        raise Unauthenticated(N_("Please sign in."))
    return found


def my_reach(level: Level = Level.READ) -> Reach:
    """What the person who asks can get at."""
    known: dict[Level, Reach] = g.setdefault("kms_reach", {})
    if level not in known:
        known[level] = policy.reach(reading(), find_actor(), level)
    return known[level]


def forget() -> None:
    """Look again who asks: after signing in or out."""
    g.pop("kms_actor", None)
    g.pop("kms_reach", None)
