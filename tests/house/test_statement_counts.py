"""The number of statements a request sends to the database, without BEGIN and COMMIT.

Writes are held to what they need, reads to what they cost today: fewer is better, more needs a reason.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, update

from kms.runtime import Runtime
from kms.wiki.models import Space
from tests import make

TEXT = """# Ladder check

Before each use, see [[Tools]] and [[Standards]], also https://example.org/ladders.

- [ ] @ben look at the rungs by Friday

## Rungs

None is loose.
"""
BEGIN_OR_END = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@dataclass
class Sent:
    """The statements sent in a block."""

    statements: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = (" ".join(text.split())[:150] for text in self.statements)
        return "\n".join(f"{number:3} {line}" for number, line in enumerate(lines, 1))


@pytest.fixture
def at_most(runtime: Runtime) -> Callable[[int], Any]:
    """`with at_most(24): …` fails if more statements are sent, and shows them."""

    @contextmanager
    def hold(most: int) -> Iterator[None]:
        sent = Sent()

        def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(BEGIN_OR_END):
                sent.statements.append(statement)

        event.listen(runtime.database.engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(runtime.database.engine, "before_cursor_execute", note)
        assert len(sent.statements) <= most, f"{len(sent.statements)} statements:\n{sent}"

    return hold


@pytest.fixture
def page(write: Callable[[], Any]) -> int:
    with write() as session:
        make.space(session, "ana", "workshop")
        for title in ("Tools", "Standards"):
            make.page(session, "ana", "workshop", title, "Words.")
        return make.page(session, "ana", "workshop", "Ladders", TEXT, tags=("safety", "tools"))


def forget(write: Callable[[], Any]) -> None:
    """Start a new epoch, which empties the caches."""
    with write() as session:
        session.execute(update(Space).values(name=Space.name))


def form(text: str) -> dict[str, str]:
    """The editor form's data."""
    return {"title": "Ladders", "text": text.replace("\n", "\r\n"), "tags": "safety, tools", "slot": "a" * 16}


def test_saving_a_page(browser, page, write, at_most) -> None:
    ana = browser("ana")
    ana.get(f"/p/{page}/edit")
    with at_most(21):
        answer = ana.post(f"/p/{page}/edit", **form(TEXT.replace("loose", "bent")), base_revision="1")
    assert answer.status_code == 303
    forget(write)
    with at_most(24):
        answer = ana.post(f"/p/{page}/edit", **form(TEXT.replace("loose", "short")), base_revision="2")
    assert answer.status_code == 303


def test_saving_a_page_with_what_others_saved_meanwhile(browser, program, page, at_most) -> None:
    ana = browser("ana")
    ana.get(f"/p/{page}/edit")
    change = {"text": TEXT.replace("Before", "Ahead of"), "base_revision": 1}
    assert program("ana")("PUT", f"/pages/{page}", change).status_code == 200
    with at_most(27):
        answer = ana.post(f"/p/{page}/edit", **form(TEXT.replace("loose", "bent")), base_revision="1")
    assert answer.status_code == 303


def test_making_a_page(browser, page, at_most) -> None:
    ana = browser("ana")
    ana.get("/spaces/workshop/new")
    with at_most(35):
        answer = ana.post("/spaces/workshop/new", **{**form(TEXT), "title": "Scaffolds"})
    assert answer.status_code == 303


def bookmark(title: str) -> dict[str, str]:
    """The bookmark form's data."""
    fields = {"url": "https://example.org/a", "title": title, "description": "words", "tags": "safety, tools"}
    return {**fields, "access": "everyone"}


def test_saving_a_bookmark(browser, page, at_most) -> None:
    ana = browser("ana")
    ana.get("/bookmarks/new")
    with at_most(14):
        answer = ana.post("/bookmarks/new", **bookmark("A"))
    assert answer.status_code == 303
    address = answer.headers["Location"]
    ana.get(f"{address}/edit")
    with at_most(14):
        answer = ana.post(f"{address}/edit", **bookmark("B"))
    assert answer.status_code == 303


def test_saving_a_bookmark_over_the_api(program, page, at_most) -> None:
    ana = program("ana")
    for title, status in (("A", 201), ("B", 200)):
        with at_most(14):
            answer = ana(
                "PUT", "/bookmarks", {"url": "https://example.org/b", "title": title, "tags": ["safety", "tools"]}
            )
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("address", "cold", "warm"),
    [
        ("/p/{page}/ladders", 40, 1),
        ("/bookmarks", 9, 1),
        ("/changes", 8, 2),
        ("/spaces/workshop", 18, 11),
        ("/", 18, 12),
    ],
)
def test_reading(address: str, cold: int, warm: int, browser, page, write, at_most) -> None:
    ana = browser("ana")
    ana.get(address.format(page=page))
    forget(write)
    with at_most(cold):
        assert ana.get(address.format(page=page)).status_code == 200
    with at_most(warm):
        assert ana.get(address.format(page=page)).status_code == 200
