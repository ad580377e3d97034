"""Find the tasks of a page, and tick one in its source: only what the parser recognises as a task is changed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kms.core.errors import Invalid
from kms.markup.budget import TooComplex
from kms.markup.front_matter import split_front_matter
from kms.markup.html import PageRenderer
from kms.markup.model import TaskItem
from kms.markup.parser import parse
from kms.markup.render import check_size

MOST_TRIES = 40
_BOX = re.compile(r"\[([ xX])\](?=\s)")
_NO_WORD = re.compile(r"[^\w]+")


def find_tasks(text: str, maths: bool = False) -> tuple[TaskItem, ...]:
    """Return the tasks of a page in display order; none for a page that is too complex."""
    try:
        check_size(text)
        return _find(text[split_front_matter(text)[1] :], maths)
    except (Invalid, TooComplex):
        return ()


def tick(text: str, number: int, done: bool, maths: bool = False) -> str | None:
    """Return the source with task `number` ticked or unticked; all other bytes are unchanged. None if there is no such
    task. Every position that resembles a checkbox is tried until the parser confirms that only this task changed."""
    tasks = find_tasks(text, maths)
    if number >= len(tasks):
        return None
    if tasks[number].done == done:
        return text
    wanted = (*tasks[:number], replace(tasks[number], done=done), *tasks[number + 1 :])
    for place in _places(text, tasks[number])[:MOST_TRIES]:
        tried = text[: place + 1] + ("x" if done else " ") + text[place + 2 :]
        if find_tasks(tried, maths) == wanted:
            return tried
    return None


def _places(text: str, task: TaskItem) -> list[int]:
    """Return the positions of checkboxes in the task's current state, those followed by its text first."""
    words = _letters(task.text)[:30]
    found = list(_boxes(text, split_front_matter(text)[1], task.done))
    return sorted(found, key=lambda place: not _letters(text[place + 3 : place + 300]).startswith(words))


def _boxes(text: str, start: int, done: bool) -> Iterator[int]:
    return (match.start() for match in _BOX.finditer(text, start) if (match[1] != " ") == done)


def _letters(text: str) -> str:
    return _NO_WORD.sub("", text).casefold()


def _find(text: str, maths: bool) -> tuple[TaskItem, ...]:
    page = PageRenderer()
    page.blocks(parse(text, maths))
    return tuple(page.tasks)
