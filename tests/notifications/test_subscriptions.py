"""Subscriptions: pages, subtrees, spaces and tags; saves are reported after saving, to those who can see them."""

import pytest

from kms.core.errors import NotFound
from kms.core.search_sources import Guard
from kms.notifications import queries, service, subscriptions
from kms.sharing.readers import list_readers
from kms.wiki.models import SAVED_JOB, Page
from tests import make


@pytest.fixture
def pages(write, team) -> dict[str, int]:
    """A page of the team, one below it, and a private one of ana's."""
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        make.space(session, "ana", "own", "private")
        top = make.page(session, "ana", "team", "Maschinen", "Text", tags=("Halle",))
        return {
            "top": top,
            "below": make.page(session, "ana", "team", "Säge", "Text", parent=top, tags=("Halle",)),
            "own": make.page(session, "ana", "own", "Gehalt", "Text"),
        }


def told(session, name: str) -> list[tuple[str, int]]:
    return sorted(queries.unread_things(session, make.actor(session, name).person_id))


def save(browser, runtime, name: str, page: int, text: str) -> None:
    with runtime.database.reading() as session:
        row = session.get(Page, page)
        title, number = row.title, row.revision
    answer = browser(name).post(f"/p/{page}/edit", title=title, text=text, base_revision=number)
    assert answer.status_code == 303
    runtime.worker().drain([SAVED_JOB])


@pytest.mark.parametrize("kind", ["tree", "space", "tag"])
def test_a_save_notifies_subscribers_of_pages_above(runtime, write, browser, pages, kind) -> None:
    with write() as session:
        space = session.get(Page, pages["top"]).space_id
        target = {"tree": pages["top"], "space": space, "tag": "halle"}[kind]
        subscriptions.subscribe(session, make.actor(session, "ben"), runtime.things, kind, str(target))
    runtime.worker().drain([SAVED_JOB])
    with write() as session:
        service.read_all(session, make.actor(session, "ben"))
    save(browser, runtime, "lena", pages["below"], "Neu")
    with runtime.database.reading() as session:
        assert told(session, "ben") == [("page", pages["below"])]
        assert told(session, "lena") == [] and told(session, "cleo") == []


def test_authors_are_subscribed_to_their_pages_unless_they_opted_out(runtime, write, browser, pages) -> None:
    runtime.worker().drain([SAVED_JOB])
    save(browser, runtime, "lena", pages["top"], "Neu")
    save(browser, runtime, "lena", pages["top"], "Noch neuer")
    with write() as session:
        ana = make.actor(session, "ana")
        assert [row.count for row in queries.list_notices(session, ana.person_id)] == [2]
        service.choose_following(session, ana.person_id, False)
        other = make.page(session, "ana", "team", "Bohrer", "Text")
    runtime.worker().drain([SAVED_JOB])
    with runtime.database.reading() as session:
        assert ("page", other) not in [
            (row.kind, row.target_id) for row in queries.subscriptions_of(session, ana.person_id)
        ]


def test_nobody_subscribes_to_what_they_cannot_see(runtime, write, pages) -> None:
    with write() as session:
        for target in (str(pages["own"]), "99999", "x", ""):
            with pytest.raises(NotFound):
                subscriptions.subscribe(session, make.actor(session, "ben"), runtime.things, "page", target)


def test_a_lost_subscription_reveals_no_title(runtime, write, browser, pages) -> None:
    with write() as session:
        row = session.get(Page, pages["top"])
        subscriptions.subscribe(session, make.actor(session, "ben"), runtime.things, "page", str(row.id))
        service.notify(
            session, [make.actor(session, "ben").person_id], "mention", ("page", row.id), None, "secret words"
        )
    assert "Maschinen" in browser("ben").get("/subscriptions").text
    assert "Notifications, 1 new" in browser("ben").get("/").text
    assert "secret words" in browser("ben").get("/notices").text
    with write() as session:
        row = session.get(Page, pages["top"])
        row.acl_id = session.get(Page, pages["own"]).acl_id
    client = browser("ben")
    for address in ("/subscriptions", "/notices", "/"):
        text = client.get(address).text
        assert "Maschinen" not in text and "secret words" not in text
        assert "Notifications, " not in text


def test_opening_a_notification_marks_all_about_its_thing_as_read(runtime, write, browser, pages) -> None:
    with write() as session:
        ben = make.actor(session, "ben").person_id
        for kind in ("mention", "page.saved"):
            service.notify(session, [ben], kind, ("page", pages["top"]), None, place="c-1")
        first = queries.list_notices(session, ben)[0]
    client = browser("ben")
    answer = client.post(f"/notices/{first.id}/open")
    assert answer.status_code == 303 and answer.location == f"/p/{pages['top']}/maschinen#c-1"
    assert "Notifications, " not in client.get("/").text
    assert browser("cleo").post(f"/notices/{first.id}/open").status_code == 404


def test_the_number_of_queries_is_independent_of_the_number_of_notifications(
    runtime, write, browser, pages, statements
) -> None:
    client = browser("ben")
    counts = []
    for _ in range(2):
        with write() as session:
            ben = make.actor(session, "ben").person_id
            for title in ("Eins", "Zwei", "Drei"):
                page = make.page(session, "ana", "team", title, "Text")
                service.notify(session, [ben], "mention", ("page", page), None)
        statements.clear()
        assert client.get("/notices").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.fixture
def statements(runtime) -> list[str]:
    """The statements sent to the database."""
    from sqlalchemy import event

    found: list[str] = []
    event.listen(runtime.database.engine, "before_cursor_execute", lambda *args: found.append(args[2]))
    return found


def test_everything_is_marked_as_read_at_once(browser, write, pages) -> None:
    with write() as session:
        service.notify(session, [make.actor(session, "ben").person_id], "mention", ("page", pages["top"]), None)
    client = browser("ben")
    assert "Mark all as read" in client.get("/notices").text
    assert client.post("/notices/read").status_code == 303
    text = client.get("/notices").text
    assert "Mark all as read" not in text and "Maschinen" in text


def test_choices_are_saved_and_shown(browser, runtime) -> None:
    client = browser("ben")
    assert client.post("/profile/notices", mention="none").status_code == 303
    with runtime.database.reading() as session:
        ben = make.actor(session, "ben").person_id
        assert queries.choices_of(session, ben)["mention"] == "none"
        assert not queries.follows_own(session, ben)
    assert client.post("/profile/notices", mention="shouting").status_code == 422
    assert client.post("/profile/notices", mention="here", task="here").status_code == 303
    with runtime.database.reading() as session:
        assert queries.choices_of(session, ben)["mention"] == "mail", (
            "there is no mail server: what holds with one stays"
        )


def test_mentions_offer_those_who_may_read_and_nobody_else(browser, pages, session, team) -> None:
    names = lambda answer: [person["user_name"] for person in answer.get_json()]  # noqa: E731
    client = browser("ana")
    assert names(client.get(f"/complete/readers?about=page:{pages['top']}")) == ["ana", "ben", "lena"]
    assert names(client.get(f"/complete/readers?about=page:{pages['top']}&q=B")) == ["ben"]
    assert names(client.get(f"/complete/readers?about=page:{pages['own']}")) == ["ana"]
    assert names(client.get("/complete/readers?about=space:team&q=le")) == ["lena"]
    for about in (f"page:{pages['top']}", "space:team", "page:", "nothing", "tag:1", ""):
        assert browser("cleo").get(f"/complete/readers?about={about}").status_code == 404
    assert list_readers(session, Guard(0)) == []


def test_emails_are_unsubscribed_without_signing_in(browser, runtime, app) -> None:
    from kms.notifications import opt_out

    with runtime.database.reading() as session:
        ben = make.actor(session, "ben").person_id
    token = opt_out.token(app.secret_key, ben, "mention")
    guest = browser("guest")
    assert guest.get(f"/mail/stop/{token}").status_code == 200
    with runtime.database.reading() as session:
        assert queries.choices_of(session, ben)["mention"] == "mail"
    answer = guest.client.post(
        f"/mail/stop/{token}", data={"List-Unsubscribe": "One-Click"}, base_url="http://wiki.test"
    )
    assert answer.status_code == 200
    with runtime.database.reading() as session:
        assert queries.choices_of(session, ben)["mention"] == "here"
    assert guest.get(f"/mail/stop/{token}x").status_code == 404


def test_api_clients_read_notifications_and_subscribe(program, pages, write) -> None:
    ben = program("ben")
    assert ben("POST", "/subscriptions", {"kind": "page", "target": str(pages["top"])}).status_code == 204
    assert [item["title"] for item in ben("GET", "/subscriptions").get_json()["items"]] == ["Maschinen"]
    assert program("cleo")("POST", "/subscriptions", {"kind": "page", "target": str(pages["top"])}).status_code == 404
    with write() as session:
        people = [make.actor(session, name).person_id for name in ("ben", "cleo")]
        service.notify(session, people, "mention", ("page", pages["top"]), None)
    assert [item["title"] for item in ben("GET", "/notices").get_json()["items"]] == ["Maschinen"]
    assert program("cleo")("GET", "/notices").get_json()["items"] == []
    assert ben("POST", "/notices/read").status_code == 204
    assert ben("DELETE", f"/subscriptions/page/{pages['top']}").status_code == 204
    assert ben("GET", "/subscriptions").get_json()["items"] == []
