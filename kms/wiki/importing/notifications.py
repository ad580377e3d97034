"""Sends each subscriber of an imported page one notification for the whole import."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.core.db import Database
from kms.core.text import N_
from kms.notifications.kinds import NotificationKind, register_kind
from kms.notifications.models import Subscription
from kms.notifications.service import notify
from kms.notifications.subscriptions import PAGE, SPACE, TAG, TREE
from kms.sharing.effective_access import people_of
from kms.wiki.models import Page, PageTag

BROUGHT = register_kind(
    NotificationKind(
        "pages.brought",
        N_("Pages are brought along into what is subscribed"),
        N_("%(who)s brought pages along, this one among them"),
    )
)
_CHUNK = 400
_Target = tuple[str, int]


def notify_subscribers(database: Database, by: int, page_ids: Sequence[int]) -> None:
    """Notify each person subscribed to any of these pages, naming the topmost one they may read."""
    with database.transaction() as session:
        followed = _followed(session)
        waiting = {person for people in followed.values() for person in people} - {by}
        readers: dict[int, set[int]] = {}
        for page, targets in _pages(session, page_ids) if waiting else ():
            wanting = waiting & {person for target in targets for person in followed.get(target, ())}
            if wanting and page.acl_id not in readers:
                readers[page.acl_id] = people_of(session, page.acl_id)
            told = wanting & readers.get(page.acl_id, set())
            notify(session, told, BROUGHT.name, ("page", page.id), by)
            waiting -= told


def _followed(session: Session) -> defaultdict[_Target, set[int]]:
    found: defaultdict[_Target, set[int]] = defaultdict(set)
    query = select(Subscription.kind, Subscription.target_id, Subscription.person_id)
    for kind, target, person in session.execute(query):
        found[kind, target].add(person)
    return found


def _pages(session: Session, page_ids: Sequence[int]) -> Iterator[tuple[Page, list[_Target]]]:
    """These pages, parents first, each with the subscription targets that cover it."""
    found: list[Page] = []
    tags: defaultdict[int, list[int]] = defaultdict(list)
    for start in range(0, len(page_ids), _CHUNK):
        ids = page_ids[start : start + _CHUNK]
        found += session.scalars(select(Page).where(Page.id.in_(ids), Page.trashed_at.is_(None)))
        for page_id, tag_id in session.execute(select(PageTag.page_id, PageTag.tag_id).where(PageTag.page_id.in_(ids))):
            tags[page_id].append(tag_id)
    for page in sorted(found, key=lambda page: (page.path.count("/"), page.id)):
        above = [(TREE, int(id)) for id in page.path.split("/")[1:-1]]
        yield page, [(PAGE, page.id), *above, (SPACE, page.space_id), *((TAG, id) for id in tags[page.id])]
