"""Use cases of subscriptions: to changes of a page, of a page and its descendants, of a space, of a tag."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, reach
from kms.core.clock import now
from kms.core.db import upsert
from kms.core.errors import NotFound
from kms.core.search_sources import SearchHit
from kms.core.text import N_, Message, clean_line
from kms.notifications import queries
from kms.notifications.models import Subscription
from kms.notifications.visibility import Things, hits, visible
from kms.tags.models import Tag
from kms.tags.service import get_or_create

PAGE, TREE, SPACE, TAG = "page", "tree", "space", "tag"
THING = {PAGE: "page", TREE: "page", SPACE: "space"}
"""The kind of thing a subscription refers to; tags have no access list."""
LABELS = {PAGE: N_("Page"), TREE: N_("Page and all below it"), SPACE: N_("Space"), TAG: N_("Tag")}
HIDDEN = N_("This does not exist, or is not visible to you.")


@dataclass(frozen=True)
class SubscriptionRow:
    """A subscription as shown; without a title if the person can no longer see its target."""

    kind: str
    target_id: int
    title: str
    url: str

    @property
    def label(self) -> Message:
        return LABELS[self.kind]


def subscribe(session: Session, actor: Actor, things: Things, kind: str, target: str) -> None:
    """Subscribe to a target (an id, or a tag's name). Raises NotFound for what the actor cannot see."""
    id = _target(session, actor, things, kind, target)
    rows = [{"person_id": actor.person_id, "kind": kind, "target_id": id, "created_at": now()}]
    upsert(session, Subscription, rows, keys=("person_id", "kind", "target_id"))


def follow(session: Session, person_id: int, page_id: int) -> None:
    """Subscribe a person to a page they created, unless they opted out."""
    if queries.follows_own(session, person_id):
        rows = [{"person_id": person_id, "kind": PAGE, "target_id": page_id, "created_at": now()}]
        upsert(session, Subscription, rows, keys=("person_id", "kind", "target_id"))


def end(session: Session, actor: Actor, kind: str, target_id: int) -> None:
    """Unsubscribe."""
    session.execute(
        delete(Subscription)
        .where(Subscription.person_id == actor.person_id)
        .where(Subscription.kind == kind, Subscription.target_id == target_id)
    )


def list_rows(session: Session, actor: Actor, things: Things) -> list[SubscriptionRow]:
    """Return a person's subscriptions, as far as they can currently see the targets."""
    rows = queries.subscriptions_of(session, actor.person_id)
    found = hits(
        session, things, reach(session, actor), [(THING[row.kind], row.target_id) for row in rows if row.kind in THING]
    )
    query = select(Tag.id, Tag.name).where(Tag.id.in_([row.target_id for row in rows if row.kind == TAG]))
    tags = {id: name for id, name in session.execute(query)}
    return [_row(row, found, tags) for row in rows]


def _row(row: Subscription, found: dict[tuple[str, int], SearchHit], tags: dict[int, str]) -> SubscriptionRow:
    if row.kind == TAG:
        name = tags.get(row.target_id, "")
        return SubscriptionRow(TAG, row.target_id, name, f"/tag?{urlencode({'name': name})}")
    hit = found.get((THING[row.kind], row.target_id))
    return SubscriptionRow(row.kind, row.target_id, hit.title if hit else "", hit.url if hit else "")


def _target(session: Session, actor: Actor, things: Things, kind: str, target: str) -> int:
    if kind == TAG and 0 < len(clean_line(target)) <= 100:
        return next(iter(get_or_create(session, [clean_line(target)]).values()))
    thing = (THING.get(kind, ""), int(target) if target.isascii() and target.isdecimal() and len(target) < 16 else 0)
    if thing not in visible(session, things, reach(session, actor), [thing]):
        raise NotFound(HIDDEN)
    return thing[1]
