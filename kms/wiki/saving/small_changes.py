"""Changes of one line that need no editor: tick a task, suggest an item; stored like any save, on the newest text.

Who may read a page may tick what they were asked to do there; nothing else of the text can be changed this way
(docs/decisions/0018-small-changes.md).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, level_of, reach
from kms.core.errors import Conflict, Forbidden, NotFound
from kms.core.text import N_, fold_key
from kms.markup.render import render
from kms.markup.ticking import tick
from kms.wiki.agenda import items
from kms.wiki.models import Page, PageTask, TaskPerson
from kms.wiki.pages import queries
from kms.wiki.pages.features import has_maths
from kms.wiki.pages.queries import PageRow
from kms.wiki.revisions import service
from kms.wiki.revisions.prepared import PreparedEdit

CANNOT_TICK = N_("Only those who can edit the page, and those whom the task names, can tick it.")


def prepare_tick(session: Session, actor: Actor, task_id: int, *, done: bool) -> PreparedEdit:
    """The page with this task ticked, or no longer, where it stands now. Raises NotFound, Forbidden, Conflict."""
    task, page = get_tickable(session, actor, task_id)
    head = queries.get_head(session, page)
    text = tick(head.text, task.place, done, has_maths(session, page.space_id))
    if text is None:
        raise Conflict(N_("This task cannot be ticked here. Please open the page in the editor."))
    return prepared(session, page, text, f"{'☑' if done else '☐'} {task.text}")


def store_tick(session: Session, actor: Actor, task_id: int, ready: PreparedEdit) -> Page:
    """Store what was prepared. Raises HeadMoved where somebody was faster."""
    _, row = get_tickable(session, actor, task_id)
    return service.store(session, actor, session.get_one(Page, row.id), ready)


def prepare_suggestion(session: Session, actor: Actor, page_id: int, words: str) -> PreparedEdit:
    """The agenda with one more item. Raises NotFound, Forbidden, Conflict where nothing can be suggested."""
    page = get_suggestible(session, actor, page_id)
    text = items.with_suggestion(queries.get_head(session, page).text, words, actor.name or actor.user_name)
    return prepared(session, page, text, f"+ {words}")


def store_suggestion(session: Session, actor: Actor, page_id: int, ready: PreparedEdit) -> Page:
    """Store what was prepared. Raises HeadMoved where somebody was faster."""
    page = get_suggestible(session, actor, page_id)
    return service.store(session, actor, session.get_one(Page, page.id), ready)


def get_suggestible(session: Session, actor: Actor, page_id: int) -> PageRow:
    """An agenda that can be read and is still open. Raises NotFound, Forbidden or Conflict."""
    readable = reach(session, actor)
    page = queries.get_page(session, readable, page_id)
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    found = items.find_agenda(session, readable, page)
    if found is None or not found.is_open:
        raise Conflict(items.CLOSED)
    return page


def get_tickable(session: Session, actor: Actor, task_id: int) -> tuple[PageTask, PageRow]:
    """A task on a page that can be read, by somebody who may tick it. Raises NotFound or Forbidden."""
    task = session.get(PageTask, task_id) if task_id < 2**53 else None
    if task is None:
        raise NotFound(queries.HIDDEN)
    page = queries.get_page(session, reach(session, actor), task.page_id)
    if actor.ceiling < Level.WRITE or not (may_write(session, actor, page) or is_named(session, actor, task_id)):
        raise Forbidden(CANNOT_TICK)
    return task, page


def may_write(session: Session, actor: Actor, page: PageRow) -> bool:
    """Whether the person may change the whole page."""
    return (level_of(session, actor, page) or 0) >= Level.WRITE


def is_named(session: Session, actor: Actor, task_id: int) -> bool:
    """Whether the task names the person."""
    named = (TaskPerson.task_id == task_id, TaskPerson.key == fold_key(actor.user_name))
    return session.scalar(select(TaskPerson.key).where(*named)) is not None


def prepared(session: Session, page: PageRow, text: str, summary: str) -> PreparedEdit:
    """The new text of a page, ready to be stored; title and tags stay."""
    head = queries.get_head(session, page)
    return PreparedEdit(
        head_id=head.id,
        title=head.title,
        text=text,
        tags=tuple(queries.tags_of(session, [page.id])[page.id]),
        summary=summary[:500],
        rendered=render(text, has_maths(session, page.space_id)),
        unchanged=text == head.text,
        merged=False,
    )
