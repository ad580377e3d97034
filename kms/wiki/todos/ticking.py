"""Tick a task without the editor, stored as a revision on top of the newest text.

Anyone who can read a page may tick their own tasks in it; nothing else in the text can be changed this way
(docs/decisions/0018-small-changes.md).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, level_of, reach
from kms.core.errors import Conflict, Forbidden, NotFound
from kms.core.text import N_, fold_key
from kms.core.unit_of_work import UnitOfWork
from kms.markup.ticking import tick
from kms.wiki.models import Page, PageTask, TaskPerson
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow
from kms.wiki.revisions import service as revisions
from kms.wiki.revisions.prepared import PreparedEdit
from kms.wiki.saving.preparing import prepare_text
from kms.wiki.saving.turns import in_turn

CANNOT_TICK = N_("Only those who can edit the page, and those whom the task names, can tick it.")


def set_done(work: UnitOfWork, actor: Actor, task_id: int, *, done: bool) -> PreparedEdit:
    """Tick or untick a task by saving its page. Raises NotFound, Forbidden, Conflict."""

    def store(session: Session, prepared: PreparedEdit) -> None:
        store_tick(session, actor, task_id, prepared)

    return in_turn(work, task_id, lambda session, _: prepare_tick(session, actor, task_id, done=done), store)


def prepare_tick(session: Session, actor: Actor, task_id: int, *, done: bool) -> PreparedEdit:
    """The newest text of the page with this task ticked or unticked. Raises NotFound, Forbidden, Conflict."""
    task, page = get_tickable(session, actor, task_id)
    head = queries.get_head(session, page)
    text = tick(head.text, task.place, done, page.maths)
    if text is None:
        raise Conflict(N_("This task cannot be ticked here. Please open the page in the editor."))
    return prepare_text(session, page, head, text, f"{'☑' if done else '☐'} {task.text}")


def store_tick(session: Session, actor: Actor, task_id: int, ready: PreparedEdit) -> Page:
    """Store what was prepared. Raises HeadMoved if somebody else saved in between."""
    _, row = get_tickable(session, actor, task_id)
    return revisions.store(session, actor, session.get_one(Page, row.id), ready)


def get_tickable(session: Session, actor: Actor, task_id: int) -> tuple[PageTask, PageRow]:
    """A task on a readable page that the actor may tick. Raises NotFound or Forbidden."""
    task = session.get(PageTask, task_id) if task_id < 2**53 else None
    if task is None:
        raise NotFound(queries.HIDDEN)
    page = queries.get_page(session, reach(session, actor), task.page_id)
    if actor.ceiling < Level.WRITE or not (may_write(session, actor, page) or is_named(session, actor, task_id)):
        raise Forbidden(CANNOT_TICK)
    return task, page


def may_write(session: Session, actor: Actor, page: PageRow) -> bool:
    """Whether the actor may change the whole page."""
    return (level_of(session, actor, page) or 0) >= Level.WRITE


def is_named(session: Session, actor: Actor, task_id: int) -> bool:
    """Whether the task mentions the actor."""
    named = (TaskPerson.task_id == task_id, TaskPerson.key == fold_key(actor.user_name))
    return session.scalar(select(TaskPerson.key).where(*named)) is not None
