"""Who makes the request, and what they can access; determined once per request."""

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
    """Return the current person, or None when signed out."""
    if "kms_actor" not in g:
        g.kms_actor = None  # rendering an error page must not look it up again
        g.kms_actor = state.identify()
    return cast("Actor | None", g.kms_actor)


def actor() -> Actor:
    """Return the current person. Raises Unauthenticated."""
    found = find_actor()
    if found is None:
        raise Unauthenticated(N_("Please sign in."))
    return found


def my_reach(level: Level = Level.READ) -> Reach:
    """Return what the current person can access."""
    known: dict[Level, Reach] = g.setdefault("kms_reach", {})
    if level not in known:
        person = find_actor()
        key = ("reach", person and (person.principals, person.ceiling), level)
        known[level] = cached(key, lambda: policy.reach(reading(), person, level))
    return known[level]


def cached(key: Hashable, make: Callable[[], T]) -> T:
    """Return the cached value of this key, computed at most once per process until the database changes. `key` must
    include everything the value depends on, above all the reader's reach. Nothing is cached while writing."""
    if is_writing():
        return make()
    return state.cache().get(epoch(), key, make)


def epoch() -> int:
    """Return the database epoch this request reads."""
    if "kms_epoch" not in g:
        g.kms_epoch = reading().scalar(select(Epoch.value)) or 0
    return int(g.kms_epoch)


def refresh_actor() -> None:
    """Identify the current person again, after signing in or out."""
    g.pop("kms_actor", None)
    g.pop("kms_reach", None)
