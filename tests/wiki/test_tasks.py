"""Tasks: collected for the people they name, as far as they may read the page; ticking is a save like any other."""

from datetime import UTC, date, datetime

import pytest

from kms.access.policy import Level
from kms.access.service import set_grants
from kms.core import clock
from kms.markup.ticking import find_tasks
from kms.notifications.models import Notification
from kms.wiki.models import Page, PageTask, Revision, Space
from kms.wiki.moving import service as moving
from kms.wiki.templates import service as templates
from kms.wiki.todos import mentions
from kms.wiki.todos import service as todos
from kms.wiki.todos.due import find_due
from tests import make
from tests.browser.company import edit_page

WEDNESDAY = date(2026, 11, 25)
TEXT = "```\n- [ ] @ben in code\n```\n\n- [ ] @ben Angebot schicken bis Freitag\n- [x] @ana fertig\n- [ ] ohne Namen\n"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("bis Fr", date(2026, 11, 27)),
        ("bis So", date(2026, 11, 29)),
        ("bis Freitag, 04.12.", date(2026, 12, 4)),
        ("bis Mittwoch", date(2026, 12, 2)),
        ("bis zum 12.03.", date(2027, 3, 12)),
        ("bis 12.03.2026", date(2026, 3, 12)),
        ("bis morgen", date(2026, 11, 26)),
        ("until Friday", date(2026, 11, 27)),
        ("due 2026-03-12", date(2026, 3, 12)),
        ("bis 12. März", date(2027, 3, 12)),
    ],
)
def test_days_are_parsed_as_people_write_them(words, day):
    found = find_due(f"@ben Angebot {words}", WEDNESDAY)
    assert found is not None and found.day == day


@pytest.mark.parametrize(
    "words", ["bis 31.02.", "bis 10 Uhr", "bis 3.5 Tonnen", "Freitag", "bis Montagmorgen", "bis so gegen zehn"]
)
def test_what_is_no_day_is_ignored(words):
    assert find_due(words, WEDNESDAY) is None


@pytest.fixture
def page_id(runtime, team):
    clock.set_source(lambda: datetime(2026, 11, 25, 9, tzinfo=UTC))
    with runtime.database.transaction() as session:
        make.space(session, "ana", "team", f"group:{team}")
        id = make.page(session, "ana", "team", "Protokoll", TEXT)
    yield id
    clock.set_source(None)


def tasks(runtime) -> list[PageTask]:
    with runtime.database.reading() as session:
        return list(session.query(PageTask).order_by(PageTask.place))


def head(runtime, page_id: int) -> Revision:
    with runtime.database.reading() as session:
        return session.get_one(Revision, session.get_one(Page, page_id).head_id)


def test_a_task_stays_itself_while_its_words_change_and_keeps_its_day(runtime, write, page_id):
    first = tasks(runtime)[0]
    clock.set_source(lambda: datetime(2026, 12, 9, 9, tzinfo=UTC))
    with write() as session:
        edit_page(session, "ben", page_id, "- [ ] davor\n" + TEXT.replace("Angebot schicken", "das Angebot schicken"))
    second = tasks(runtime)[1]
    assert (second.id, second.due, second.given_by) == (first.id, date(2026, 11, 27), first.given_by)
    with write() as session:
        edit_page(session, "ben", page_id, TEXT.replace("bis Freitag", "bis Montag"))
    third = tasks(runtime)[0]
    assert (third.id, third.due) == (first.id, date(2026, 12, 14))


def test_the_person_sees_the_task_and_a_stranger_with_that_name_in_it_does_not(browser, program, write, page_id):
    with write() as session:
        edit_page(session, "ana", page_id, TEXT.replace("@ben Angebot", "@ben @cleo Angebot"))
    assert "Angebot schicken" in browser("ben").get("/tasks").text
    assert "Angebot schicken" in browser("ben").get("/").text
    assert "Angebot schicken" in browser("ana").get("/tasks?given=1").text
    assert [item["due"] for item in program("ben")("GET", "/tasks").json["items"]] == ["2026-11-27"]
    cleo = browser("cleo")
    assert "Angebot" not in cleo.get("/tasks").text + cleo.get("/").text
    assert program("cleo")("GET", "/tasks").json["items"] == []
    assert "in code" not in browser("ben").get("/tasks").text


def test_trashed_pages_and_templates_have_no_tasks(browser, write, page_id):
    with write() as session:
        templates.set_template(session, make.actor(session, "ana"), page_id, is_template=True)
    assert "Angebot" not in browser("ben").get("/tasks").text
    with write() as session:
        templates.set_template(session, make.actor(session, "ana"), page_id, is_template=False)
        moving.trash_page(session, make.actor(session, "ana"), page_id)
    assert "Angebot" not in browser("ben").get("/tasks").text


def test_ticking_writes_a_revision_and_touches_nothing_else(browser, runtime, page_id):
    ben, task = browser("ben"), tasks(runtime)[0]
    answer = ben.post(f"/tasks/{task.id}/tick", done="1", back="page")
    assert answer.headers["Location"].endswith(f"#task-{task.id}")
    saved = head(runtime, page_id)
    assert saved.text == TEXT.replace("[ ] @ben Angebot", "[x] @ben Angebot")
    assert (saved.number, tasks(runtime)[0].id, tasks(runtime)[0].done) == (2, task.id, True)
    assert "Angebot" not in ben.get("/tasks").text.split('<details class="more-fields"')[0].split("</h1>")[1]
    ben.post(f"/tasks/{task.id}/tick?done=0&back=tasks")
    assert head(runtime, page_id).text == TEXT


def test_ticking_finds_the_task_where_it_is_now(browser, runtime, write, page_id):
    ben, task = browser("ben"), tasks(runtime)[0]
    with write() as session:
        edit_page(session, "ana", page_id, "- [ ] @ben in der Mitte\n\n" + TEXT)
    ben.post(f"/tasks/{task.id}/tick", done="1")
    assert "- [x] @ben Angebot" in head(runtime, page_id).text
    assert head(runtime, page_id).number == 3


@pytest.fixture
def read_only(runtime, team):
    """A page of ana's that ben may only read, with a task for him and one for nobody."""
    with runtime.database.transaction() as session:
        ana = make.actor(session, "ana")
        make.space(session, "ana", "lesen", f"group:{team}")
        acl = session.query(Space).filter_by(slug="lesen").one().acl_id
        set_grants(session, acl, {f"user:{ana.person_id}": Level.MANAGE, f"group:{team}": Level.READ})
        return make.page(session, "ana", "lesen", "Plan", "- [ ] @ben Kaffee\n- [ ] @lena Tee\n")


def test_readers_tick_tasks_that_name_them_and_nothing_else(browser, program, runtime, read_only):
    bens, lenas = tasks(runtime)
    shown = browser("ben").get(f"/p/{read_only}/plan").text
    assert f"/tasks/{bens.id}/tick" in shown and f"/tasks/{lenas.id}/tick" not in shown
    assert browser("ben").post(f"/tasks/{lenas.id}/tick").status_code == 403
    assert program("ben", "read")("PATCH", f"/tasks/{bens.id}", {"done": True}).status_code == 403
    assert program("ben")("PATCH", f"/tasks/{bens.id}", {"done": True}).json["done"] is True
    assert head(runtime, read_only).text == "- [x] @ben Kaffee\n- [ ] @lena Tee\n"
    assert browser("cleo").post(f"/tasks/{bens.id}/tick").status_code == 404


def test_names_link_to_existing_people_and_mentions_notify_once(browser, runtime, write, page_id):
    with write() as session:
        id = make.page(session, "ana", "team", "Wer", "Frag @ben, @niemand oder `@lena`.")
        assert mentions.mentioned(session, "@ben und `@lena`") == [make.actor(session, "ben").person_id]
    shown = browser("ana").get(f"/p/{id}/wer").text
    assert 'class="mention" href="/people/' in shown and ">@Ben</a>" in shown
    assert "@niemand oder" in shown and ">@Lena" not in shown
    with runtime.database.reading() as session:
        found = {(n.kind, n.about_id) for n in session.query(Notification)}
        assert found == {("task", page_id), ("mention", id)}


def test_tasks_of_older_pages_are_computed_from_their_revisions(runtime, write, page_id):
    clock.set_source(lambda: datetime(2026, 12, 9, 9, tzinfo=UTC))
    with write() as session:
        edit_page(session, "ben", page_id, TEXT + "\nmehr\n")
        session.query(PageTask).delete()
    with write() as session:
        todos.rebuild(session, session.get_one(Page, page_id), find_tasks(TEXT), False)
    assert tasks(runtime)[0].due == date(2026, 11, 27)


def test_saving_warns_of_tasks_for_people_who_cannot_read_them(browser, page_id):
    ana = browser("ana")
    ana.get(f"/p/{page_id}/edit")
    ana.post(f"/p/{page_id}/edit", base_revision="1", title="Protokoll", text="- [ ] @cleo Kaffee\n- [ ] @ben Tee\n")
    shown = ana.get(f"/p/{page_id}/protokoll").text
    assert "tasks for Cleo, who cannot read it" in shown
