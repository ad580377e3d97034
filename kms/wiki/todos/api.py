"""Tasks over the API: the caller's own, those they assigned, and ticking one."""

from dataclasses import dataclass
from datetime import date

from flask import request

from kms.api.routes import me, sent
from kms.core.bodies import Body, flag
from kms.core.errors import NotFound
from kms.core.text import fold_key
from kms.web.identity import my_reach
from kms.web.transaction import reading, unit_of_work
from kms.wiki.api_routes import routes
from kms.wiki.pages import queries
from kms.wiki.todos import queries as todo_queries
from kms.wiki.todos.queries import TaskRow
from kms.wiki.todos.ticking import set_done


@dataclass(frozen=True)
class TaskJson:
    """A task of a page.

    `people` are the user names it mentions; `due` is the day that its words meant when they were written.
    """

    id: int
    page: int
    page_title: str
    text: str
    done: bool
    due: date | None
    people: list[str]
    given_by: str | None
    url: str


@dataclass(frozen=True)
class TaskList:
    """Open tasks, soonest due first."""

    items: list[TaskJson]


@dataclass(frozen=True)
class TaskChange(Body):
    """Whether the task is done."""

    done: bool = flag()


@routes.operation("GET", "/tasks", who="read", gives=TaskList, query=("given",))
def list_tasks() -> TaskList:
    """List the caller's open tasks.

    With `given=1`, the open tasks that the caller wrote for others.
    """
    session, reach, key = reading(), my_reach(), fold_key(me().user_name)
    if request.args.get("given", "") in ("1", "true"):
        found = todo_queries.given_tasks(session, reach, me().person_id, key)
    else:
        found = todo_queries.own_tasks(session, reach, key)
    return TaskList([_json(row) for row in found])


@routes.operation("PATCH", "/tasks/<int:task_id>", who="write", takes=TaskChange, gives=TaskJson)
def patch_task(task_id: int) -> TaskJson:
    """Tick or untick a task.

    This saves a revision of its page, on top of the newest text.
    """
    set_done(unit_of_work(), me(), task_id, done=sent(TaskChange).done)
    return _json(_find(task_id))


def _find(task_id: int) -> TaskRow:
    row = todo_queries.find_task(reading(), my_reach(), task_id)
    if row is None:
        raise NotFound(queries.HIDDEN)
    return row


def _json(row: TaskRow) -> TaskJson:
    return TaskJson(
        id=row.id,
        page=row.page_id,
        page_title=row.page_title,
        text=row.text,
        done=row.done,
        due=row.due,
        people=list(row.names),
        given_by=row.given_by,
        url=row.address,
    )
