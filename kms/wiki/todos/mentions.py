"""Mentions of people (`@user_name`): resolves them and notifies each newly mentioned person once."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.search_sources import Guard
from kms.core.text import N_, fold_key
from kms.markup.fill import names_in
from kms.markup.model import TaskItem
from kms.markup.render import render
from kms.notifications.kinds import MAIL, MENTION, NotificationKind, register_kind
from kms.notifications.service import notify
from kms.sharing.readers import readers_named
from kms.wiki.models import Page, Rendering
from kms.wiki.pages.saved_revision import SavedRevision
from kms.wiki.todos import service as todos
from kms.wiki.todos.service import TaskContext

TASK = register_kind(NotificationKind("task", N_("I am given a task"), N_("%(who)s gave you a task here"), how=MAIL))
MOST = 500


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Store the tasks of the text and notify people newly mentioned; runs before the previous rendering is replaced.

    Revisions by the system and imported ones notify nobody.
    """
    names, page = saved.rendered.names, saved.page
    before = names_before(session, page.id) if names else set()
    given = todos.keep(session, page.id, saved.revision, saved.rendered.tasks)
    if saved.is_news and (given or {fold_key(name) for name in names} - before):
        notify_mentioned(session, page, saved.revision.author_id, names, before, given)


def people_named(session: Session, names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Id and name of each person by user name as written; suspended and unknown people are left out."""
    keys = {fold_key(name): name for name in list(names)[:MOST]}
    if not keys:
        return {}
    query = select(Person.key, Person.id, Person.name).where(Person.key.in_(keys), Person.suspended_at.is_(None))
    found = {key: (id, name) for key, id, name in session.execute(query)}
    return {name: found[fold_key(name)] for name in names if fold_key(name) in found}


def mentioned(session: Session, text: str) -> list[int]:
    """The ids of the people that a Markdown text mentions; a name in code is not a mention."""
    return list(dict.fromkeys(id for id, _ in people_named(session, render(text).names).values()))


def blind_people(session: Session, acl_id: int, tasks: Iterable[TaskItem]) -> list[str]:
    """The names of people with an open task here who cannot read what this access list guards."""
    keys = {fold_key(name) for task in tasks if not task.done for name in task.names}
    readers = {fold_key(reader.user_name) for reader in readers_named(session, Guard(acl_id), keys)} if keys else set()
    return sorted(name for _, name in people_named(session, keys - readers).values())


def names_before(session: Session, page_id: int) -> set[str]:
    """The names that the page mentioned until now."""
    kept = session.scalar(select(Rendering.html).where(Rendering.page_id == page_id))
    return {fold_key(name) for name in names_in(kept)} if kept else set()


def notify_mentioned(
    session: Session, page: Page, by: int | None, names: Sequence[str], before: set[str], given: Sequence[TaskContext]
) -> None:
    """Notify each person newly mentioned: of the task they were given, or else of the mention."""
    if page.is_template or by is None:
        return
    people = {fold_key(name): id for name, (id, _) in people_named(session, names).items()}
    tasks: dict[int, str] = {}
    for news in given:
        if news.key in people:
            tasks.setdefault(people[news.key], news.task.text)
    for id, text in tasks.items():
        notify(session, [id], TASK.name, ("page", page.id), by, text)
    others = [id for key, id in people.items() if key not in before and id not in tasks]
    notify(session, others, MENTION.name, ("page", page.id), by, page.title)
