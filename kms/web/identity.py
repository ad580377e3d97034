"""Who asks, and what they can get at: found once a request."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from flask import g
from sqlalchemy import select

from kms.access import policy
from kms.access.policy import Actor, Level
from kms.core.db import Epoch
from kms.core.errors import Unauthenticated
from kms.core.reach import Reach
from kms.core.text import N_
from kms.web import state
from kms.web.transaction import is_writing, reading

T = TypeVar("T")


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
        person = find_actor()
        key = ("reach", person and (person.principals, person.ceiling), level)
        known[level] = cached(key, lambda: policy.reach(reading(), person, level))
    return known[level]


def cached(key: Hashable, make: Callable[[], T]) -> T:
    """The value of this key, worked out at most once a process until the database changes.

    `key` must name all that the value depends on, the reader's reach above all. Inside a change nothing is remembered.
    """
    if is_writing():
        return make()
    return state.cache().get(epoch(), key, make)


def epoch() -> int:
    """The epoch of the database that this request reads."""
    if "kms_epoch" not in g:
        g.kms_epoch = reading().scalar(select(Epoch.value)) or 0
    return int(g.kms_epoch)


def refresh_actor() -> None:
    """Look again who asks: after signing in or out."""
    g.pop("kms_actor", None)
    g.pop("kms_reach", None)
