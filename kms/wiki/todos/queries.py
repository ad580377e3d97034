"""Reading tasks: one's own, those assigned to others, those of a page; only of readable pages, never of templates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from kms.accounts.models import Person
from kms.core.clock import day_of, now
from kms.core.reach import Reach
from kms.wiki.models import Page, PageTask, Space, TaskPerson

MOST = 500


@dataclass(frozen=True)
class TaskRow:
    """A task as shown in lists; `names` are user names as folded keys."""

    id: int
    page_id: int
    page_title: str
    page_slug: str
    space_name: str
    acl_id: int
    place: int
    text: str
    done: bool
    due: date | None
    done_at: datetime | None
    given_by: str | None
    names: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return f"/p/{self.page_id}/{self.page_slug}"

    @property
    def words(self) -> str:
        """The text of the task without the names and the due date, which are shown next to it."""
        text = re.sub(r"(?<![\w@])@[\w.\-]*\w[ ,:]*", "", self.text)
        return text.strip(" -–:,") or self.text

    @property
    def overdue(self) -> bool:
        return not self.done and self.due is not None and self.due < day_of(now())


_GIVER = aliased(Person)
_COLUMNS: dict[str, Any] = {
    "id": PageTask.id,
    "page_id": PageTask.page_id,
    "page_title": Page.title,
    "page_slug": Page.slug,
    "space_name": Space.name,
    "acl_id": Page.acl_id,
    "place": PageTask.place,
    "text": PageTask.text,
    "done": PageTask.done,
    "due": PageTask.due,
    "done_at": PageTask.done_at,
    "given_by": _GIVER.name,
}
"""The column of each field of a TaskRow."""


def readable_tasks(reach: Reach) -> "Select[*tuple[Any, ...]]":
    """The tasks of pages within reach, as columns of TaskRow."""
    query = select(*_COLUMNS.values()).join(Page, Page.id == PageTask.page_id).join(Space, Space.id == Page.space_id)
    query = query.outerjoin(_GIVER, _GIVER.id == PageTask.given_by)
    return query.where(reach.where(Page), Page.trashed_at.is_(None), Page.is_template.is_(False))


def own_tasks(session: Session, reach: Reach, key: str) -> list[TaskRow]:
    """Open tasks of the person with this (folded) user name: soonest due first, then by page."""
    query = readable_tasks(reach).where(PageTask.done.is_(False), PageTask.id.in_(_naming(key)))
    return _rows(session, query.order_by(*_ORDER))


def done_tasks(session: Session, reach: Reach, key: str, limit: int = 20) -> list[TaskRow]:
    """The tasks the person completed last."""
    query = readable_tasks(reach).where(PageTask.done, PageTask.id.in_(_naming(key)))
    return _rows(session, query.order_by(PageTask.done_at.desc(), PageTask.id), limit)


def given_tasks(session: Session, reach: Reach, person_id: int, key: str) -> list[TaskRow]:
    """The open tasks that the person wrote for others."""
    others = select(TaskPerson.task_id).where(TaskPerson.key != key)
    query = readable_tasks(reach).where(PageTask.done.is_(False), PageTask.given_by == person_id)
    return _rows(session, query.where(PageTask.id.in_(others)).order_by(*_ORDER))


def tasks_of_page(session: Session, reach: Reach, page_id: int) -> list[TaskRow]:
    """The tasks of a page in order; templates have none."""
    return _rows(session, readable_tasks(reach).where(PageTask.page_id == page_id).order_by(PageTask.place))


def find_task(session: Session, reach: Reach, task_id: int) -> TaskRow | None:
    """A task of a readable page; None if there is none."""
    found = _rows(session, readable_tasks(reach).where(PageTask.id == task_id)) if task_id < 2**53 else []
    return found[0] if found else None


def pages_with_own(session: Session, key: str) -> frozenset[int]:
    """The pages with a task for this person, regardless of access: not to be shown to readers."""
    query = select(PageTask.page_id).where(PageTask.id.in_(_naming(key)))
    return frozenset(session.scalars(query))


_ORDER = (PageTask.due.is_(None), PageTask.due, Page.title_key, PageTask.page_id, PageTask.place)


def _naming(key: str) -> Select[int]:
    return select(TaskPerson.task_id).where(TaskPerson.key == key)


def _rows(session: Session, query: "Select[*tuple[Any, ...]]", limit: int = MOST) -> list[TaskRow]:
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in session.execute(query.limit(limit))]
    names = _names(session, [row["id"] for row in rows])
    return [TaskRow(**row, names=tuple(names.get(row["id"], ()))) for row in rows]


def _names(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for id, key in session.execute(
        select(TaskPerson.task_id, TaskPerson.key).where(TaskPerson.task_id.in_(ids)).order_by(TaskPerson.key)
    ):
        found.setdefault(id, []).append(key)
    return found


def names_of(rows: Iterable[TaskRow]) -> list[str]:
    """Everybody named by these tasks, each once."""
    return list(dict.fromkeys(name for row in rows for name in row.names))
