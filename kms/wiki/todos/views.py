"""Tasks in the browser: one's own, those assigned to others, and ticking one without the editor."""

from datetime import date

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import format_date, get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level
from kms.core.errors import NotFound
from kms.core.text import fold_key
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading, unit_of_work
from kms.wiki.pages import queries
from kms.wiki.routes import routes
from kms.wiki.todos import mentions
from kms.wiki.todos import queries as todo_queries
from kms.wiki.todos.queries import TaskRow
from kms.wiki.todos.ticking import set_done


@routes.app_template_filter("due")
def print_due(day: date) -> str:
    """Such as "Fr., 12.03.2026" or "Fri, 12 Mar 2026"."""
    return str(format_date(day, "EEE, dd.MM.yyyy" if str(get_locale()) == "de" else "EEE, d MMM yyyy"))


@routes.get("/tasks", who="member")
def list_tasks() -> str:
    """The current person's open tasks; with `?given` those they wrote for others."""
    session, reach, key = reading(), my_reach(), fold_key(actor().user_name)
    given = "given" in request.args
    tasks = todo_queries.given_tasks(session, reach, actor().person_id, key) if given else own_tasks()
    return render_template(
        "wiki/tasks.html",
        tasks=tasks,
        done=[] if given else todo_queries.done_tasks(session, reach, key),
        given=given,
        people=mentions.people_named(session, todo_queries.names_of(tasks)),
        key=key,
        tickable=_tickable(tasks),
    )


def own_tasks() -> list[TaskRow]:
    """The current person's open tasks."""
    return todo_queries.own_tasks(reading(), my_reach(), fold_key(actor().user_name))


@routes.post("/tasks/<int:task_id>/tick", who="member")
def tick_task(task_id: int) -> BaseResponse:
    """Tick a task or, with `done=0`, untick it; then return to where that was done."""
    task = todo_queries.find_task(reading(), my_reach(), task_id)
    if task is None:
        raise NotFound(queries.HIDDEN)
    done = request.values.get("done", "1") != "0"
    set_done(unit_of_work(), actor(), task_id, done=done)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(done=done)
    back = request.values.get("back", "")
    flash(_told(task, done), f"undo {url_for('wiki.tick_task', task_id=task_id, done=0 if done else 1, back=back)}")
    if back == "page":
        return redirect(f"{task.address}#task-{task_id}", 303)
    return redirect(url_for("home.start" if back == "start" else "wiki.list_tasks"), 303)


def _told(task: TaskRow, done: bool) -> str:
    if done:
        return str(gettext("“%(task)s” is done.", task=task.words))
    return str(gettext("“%(task)s” is open again.", task=task.words))


def _tickable(tasks: list[TaskRow]) -> set[int]:
    """The tasks that the current person may tick: those that mention them, and all on pages they may change."""
    writable, key = my_reach(Level.WRITE), fold_key(actor().user_name)
    return {task.id for task in tasks if key in task.names or writable.covers(task)}
