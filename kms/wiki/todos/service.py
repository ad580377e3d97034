"""Stores the tasks of pages with every revision; a task keeps its identity when its text changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.core.clock import day_of
from kms.core.text import fold_key
from kms.markup.model import TaskItem
from kms.markup.ticking import find_tasks
from kms.wiki.models import Page, PageTask, Revision, TaskPerson
from kms.wiki.todos.due import find_due

ALIKE = 0.6
"""The similarity that a rewritten task needs to count as the same task."""
_TEXT, _MOST_COMPARED = 1000, 60


@dataclass(frozen=True)
class TaskContext:
    """A task that mentions a person it did not mention before."""

    task: PageTask
    key: str


def keep(session: Session, page_id: int, revision: Revision, tasks: Sequence[TaskItem]) -> list[TaskContext]:
    """Replace the tasks of the page; returns the people newly mentioned in an open one."""
    old = list(session.scalars(select(PageTask).where(PageTask.page_id == page_id).order_by(PageTask.place)))
    if not old and not tasks:
        return []
    rows = [
        row or PageTask(page_id=page_id, given_by=revision.author_id, created_at=revision.created_at)
        for row in _paired(old, tasks)
    ]
    # unchanged tasks mention the same people as before; truncated texts never count as unchanged
    unchanged = [row.text == task.text for row, task in zip(rows, tasks, strict=True)]
    for place, (row, task) in enumerate(zip(rows, tasks, strict=True)):
        _write(row, place, task, revision.created_at)
        session.add(row)
    kept = set(map(id, rows))
    for row in old:
        if id(row) not in kept:
            session.delete(row)
    session.flush()
    changed = [(row, task) for row, task, same in zip(rows, tasks, unchanged, strict=True) if not same]
    return _name_people(session, changed) if changed else []


def rebuild(session: Session, page: Page, tasks: Sequence[TaskItem], maths: bool) -> None:
    """Work out the tasks of a page from its revisions, so that due dates count from the day they were written."""
    if session.scalar(select(PageTask.id).where(PageTask.page_id == page.id).limit(1)) is not None or not tasks:
        return
    boxes = Revision.text.contains("[ ]") | Revision.text.contains("[x]") | Revision.text.contains("[X]")
    query = select(Revision).where(Revision.page_id == page.id, boxes).order_by(Revision.number)
    for revision in session.scalars(query.execution_options(yield_per=20)):
        keep(session, page.id, revision, find_tasks(revision.text, maths))


def _write(row: PageTask, place: int, task: TaskItem, written: datetime) -> None:
    text = task.text[:_TEXT]
    due = find_due(text, day_of(written))
    if (due.words if due else "") != (row.due_words or ""):
        row.due, row.due_words = (due.day, due.words) if due else (None, "")
    if task.done != bool(row.done):
        row.done_at = written if task.done else None
    row.place, row.text, row.done = place, text, task.done


def _paired(old: list[PageTask], tasks: Sequence[TaskItem]) -> list[PageTask | None]:
    """For each task its previous row: the one with the same text, else the most similar one."""
    rows: list[PageTask | None] = [None] * len(tasks)
    free: dict[str, list[PageTask]] = {}
    for row in old:
        free.setdefault(row.text, []).append(row)
    for place, task in enumerate(tasks):
        same = free.get(task.text[:_TEXT])
        rows[place] = same.pop(0) if same else None
    left = [row for same in free.values() for row in same][:_MOST_COMPARED]
    for place, task in list(enumerate(tasks)):
        if rows[place] is None and left:
            likest = max(left, key=lambda row: _likeness(row.text, task.text))
            if _likeness(likest.text, task.text) >= ALIKE:
                rows[place] = likest
                left.remove(likest)
    return rows


def _likeness(one: str, other: str) -> float:
    match = SequenceMatcher(None, one[:200], other[:200], autojunk=False)
    return match.ratio() if match.real_quick_ratio() >= ALIKE else 0.0


def _name_people(session: Session, written: Sequence[tuple[PageTask, TaskItem]]) -> list[TaskContext]:
    ids = [row.id for row, _ in written]
    before: dict[int, set[str]] = {}
    for task_id, key in session.execute(select(TaskPerson.task_id, TaskPerson.key).where(TaskPerson.task_id.in_(ids))):
        before.setdefault(task_id, set()).add(key)
    news: list[TaskContext] = []
    for row, task in written:
        now, then = {fold_key(name) for name in task.names}, before.get(row.id, set())
        if then - now:
            session.execute(delete(TaskPerson).where(TaskPerson.task_id == row.id, TaskPerson.key.in_(then - now)))
        session.add_all(TaskPerson(task_id=row.id, key=key) for key in sorted(now - then))
        news += [TaskContext(row, key) for key in sorted(now - then) if not row.done]
    session.flush()
    return news
