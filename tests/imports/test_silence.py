"""Imports are quiet: no mentions, no tasks, and at most one notification per subscriber."""

from kms.access.policy import Level
from kms.notifications import subscriptions
from kms.notifications.queries import list_notices
from kms.wiki.models import SAVED_JOB, Space
from tests import make
from tests.imports.test_imports import bring, space  # noqa: F401

FOLDER = {
    "Montag.md": b"# Montag\n\nMit @ben und @cleo.\n\n- [ ] @cleo Leiter pr\xc3\xbcfen\n",
    "Dienstag.md": b"# Dienstag\n\n@ben kommt.\n",
    "Mittwoch.md": b"# Mittwoch\n\n@ben geht.\n",
}


def notices(runtime, name: str) -> list[str]:
    runtime.worker().drain((SAVED_JOB,))
    with runtime.database.reading() as session:
        return [row.kind for row in list_notices(session, make.actor(session, name).person_id)]


def test_mentions_in_an_import_notify_nobody(runtime, bring) -> None:  # noqa: F811
    bring(FOLDER)
    assert [notices(runtime, name) for name in ("ben", "cleo", "ana")] == [[], [], []]


def test_subscribers_are_notified_once_per_run(runtime, write, bring) -> None:  # noqa: F811
    with write() as session:
        _subscribe(runtime, session, "ben")
        _subscribe(runtime, session, "ana")
    bring(FOLDER)
    assert notices(runtime, "ben") == ["pages.brought"] and notices(runtime, "cleo") == []
    assert notices(runtime, "ana") == []  # it was her own doing
    bring(FOLDER)
    assert notices(runtime, "ben") == ["pages.brought"]
    bring({name: text + b"\nmehr\n" for name, text in FOLDER.items()})
    assert notices(runtime, "ben") == ["pages.brought"] * 2


def test_people_who_may_not_read_imported_pages_are_not_notified(runtime, write, bring, team) -> None:  # noqa: F811
    with write() as session:
        _subscribe(runtime, session, "cleo")
        _subscribe(runtime, session, "ben")
        make.share(session, "ana", "vertrieb", ana=Level.MANAGE, ben=Level.READ)
    bring(FOLDER)
    assert notices(runtime, "cleo") == [] and notices(runtime, "ben") == ["pages.brought"]


def test_later_manual_saves_notify_as_usual(runtime, write, bring, program) -> None:  # noqa: F811
    bring(FOLDER)
    ana = program("ana")
    page = next(row for row in ana("GET", "/pages").json["items"] if row["title"] == "Dienstag")
    text = ana("GET", f"/pages/{page['id']}").json["text"] + "\nUnd @cleo.\n"
    assert ana("PUT", f"/pages/{page['id']}", {"base_revision": page["revision"], "text": text}).status_code == 200
    assert notices(runtime, "cleo") == ["mention"] and notices(runtime, "ben") == []


def _subscribe(runtime, session, name: str) -> None:
    id = str(session.query(Space.id).filter_by(slug="vertrieb").scalar())
    subscriptions.subscribe(session, make.actor(session, name), runtime.things, subscriptions.SPACE, id)
