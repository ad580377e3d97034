"""Comments: written, answered and resolved by those who may read the thing; found, notified about, and hidden with
it."""

import io
import re

import pytest
from sqlalchemy import event

from kms.access.policy import reach
from kms.comments import queries, service
from kms.comments.inputs import CommentDraft
from kms.comments.models import Comment
from kms.comments.rendering import mentioned, render_comment
from kms.core.errors import Forbidden, NotFound
from kms.notifications import queries as notices
from kms.wiki.models import Page
from kms.wiki.moving import service as moving
from tests import make
from tests.comments.test_hints import only_read


@pytest.fixture
def page(write, team) -> int:
    """A page of ana's group."""
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leiterprüfung", "Text")


def say(runtime, name: str, about: tuple[str, int], text: str, parent: int | None = None) -> int:
    draft = CommentDraft.parse({"text": text, "parent": parent})
    with runtime.database.transaction() as session:
        return service.comment(session, make.actor(session, name), runtime.things, about, draft).id


def told(session, name: str) -> list[str]:
    rows = notices.list_notices(session, make.actor(session, name).person_id)
    return sorted(row.kind for row in rows)


def test_ben_comments_ana_answers_and_both_see_it(browser, page) -> None:
    ben = browser("ben")
    ben.get(f"/p/{page}/leiterpruefung")
    answer = ben.post("/comments", about=f"page:{page}", text="Is **this** right?")
    assert answer.status_code == 303
    comment = int(re.search(r"#comment-(\d+)$", answer.location).group(1))
    ana = browser("ana")
    assert ana.post("/comments", about=f"page:{page}", text="Yes", parent=comment).status_code == 303
    text = ana.get(f"/p/{page}/leiterpruefung").text
    assert "<strong>this</strong>" in text and "2 comments" in text
    assert 'class="replies"' in text


def test_cleo_neither_reads_nor_writes_comments(runtime, browser, page, program) -> None:
    comment = say(runtime, "ben", ("page", page), "secret words")
    cleo = browser("cleo")
    assert cleo.post("/comments", about=f"page:{page}", text="x").status_code == 404
    for address in (f"/comments/{comment}", f"/comments/{comment}/edit"):
        assert cleo.get(address).status_code == 404
    for what in ("edit", "delete", "restore", "settle", "reopen"):
        assert cleo.post(f"/comments/{comment}/{what}", text="x").status_code == 404
    assert program("cleo")("GET", f"/comments?about=page:{page}").status_code == 404
    assert program("ben")("GET", f"/comments?about=page:{page}").get_json()["items"][0]["text"] == "secret words"


def test_an_empty_comment_returns_the_form_as_filled_in(browser, page) -> None:
    answer = browser("ben").post("/comments", about=f"page:{page}", text="   ")
    assert answer.status_code == 422 and "Please fill this in" in answer.text


def test_the_last_comment_of_a_long_thread_is_shown(runtime, page, session, write) -> None:
    first = say(runtime, "ben", ("page", page), "one")
    with write() as changing:
        changing.add_all(
            Comment(about_kind="page", about_id=page, parent_id=first, author_id=None, text=f"{n}", html="", plain="")
            for n in range(600)
        )
    say(runtime, "ana", ("page", page), "the last word", first)
    [thread] = queries.threads(session, ("page", page))
    assert len(thread.replies) == 601 and thread.replies[-1].text == "the last word"


def test_replies_stay_one_level_deep(runtime, page, session) -> None:
    first = say(runtime, "ben", ("page", page), "one")
    reply = say(runtime, "ana", ("page", page), "two", first)
    say(runtime, "ben", ("page", page), "three", reply)
    [thread] = queries.threads(session, ("page", page))
    assert [row.text for row in thread.replies] == ["two", "three"]


def test_nobody_changes_the_comment_of_somebody_else(runtime, write, page) -> None:
    comment = say(runtime, "ben", ("page", page), "one")
    with write() as session:
        lena = make.actor(session, "lena")
        for act in (service.remove, service.get_own):
            with pytest.raises(Forbidden):
                act(session, lena, runtime.things, comment)


def test_a_deleted_comment_can_be_restored(runtime, browser, page, session) -> None:
    comment = say(runtime, "ben", ("page", page), "one")
    ben = browser("ben")
    assert ben.post(f"/comments/{comment}/delete").status_code == 303
    assert queries.threads(session, ("page", page)) == []
    assert "Undo" in ben.get(f"/p/{page}/leiterpruefung").text
    assert ben.post(f"/comments/{comment}/restore").status_code == 303
    session.rollback()
    assert len(queries.threads(session, ("page", page))) == 1


def test_a_deleted_comment_with_replies_leaves_a_placeholder(runtime, write, page, session) -> None:
    first = say(runtime, "ben", ("page", page), "secret words")
    say(runtime, "ana", ("page", page), "two", first)
    with write() as transaction:
        service.remove(transaction, make.actor(transaction, "ben"), runtime.things, first)
    [thread] = queries.threads(session, ("page", page))
    assert thread.first.is_deleted and thread.first.text == "" and thread.count == 1


def test_the_author_of_a_thread_or_an_editor_resolves_it(runtime, write, team) -> None:
    with write() as session:
        only_read(session, make.space(session, "ana", "alle"))
        page = make.page(session, "ana", "alle", "Offen", "Text")
    comment = say(runtime, "ben", ("page", page), "one")
    with write() as session:
        with pytest.raises(Forbidden):
            service.resolve(session, make.actor(session, "cleo"), runtime.things, comment, True)
        for name in ("ben", "ana"):
            assert service.resolve(session, make.actor(session, name), runtime.things, comment, True).resolved_at
            assert not service.resolve(session, make.actor(session, name), runtime.things, comment, False).resolved_at


def test_each_person_concerned_is_notified_once(runtime, page, session) -> None:
    first = say(runtime, "ben", ("page", page), "one")
    say(runtime, "lena", ("page", page), "two, @ana and @cleo and @nobody", first)
    assert told(session, "ana") == ["comment", "mention"]
    assert told(session, "ben") == ["comment.reply"]
    assert told(session, "lena") == [] and told(session, "cleo") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [("@ben, @ana.", ["ben", "ana"]), ("a@b.de", []), ("(@ben) @ben", ["ben"]), ("@", []), ("x/@y", [])],
)
def test_mentions_are_names_after_an_at_sign(text, names) -> None:
    assert mentioned(text) == names


def test_a_comment_contains_no_script_no_headings_and_no_anchors() -> None:
    html = render_comment("<script>x</script>\n\n# Big\n\n[[Leitern]] <img src=x onerror=y>").html
    assert "<script" not in html and "<img" not in html
    assert "<h1" not in html and not re.search(r"<[^>]* id=", html)
    assert '/search?q=Leitern"' in html


def test_comments_are_found_where_their_page_is_and_open_at_their_place(runtime, index_all, page, session) -> None:
    from kms.search.results import service as search

    comment = say(runtime, "ben", ("page", page), "Zungenbrecher")
    runtime.worker().drain(("talk.again", "index"))

    def found(name: str):
        reached = reach(session, make.actor(session, name))
        return search.search(session, runtime.index, runtime.sources, reached, "Zungenbrecher")

    [item] = found("ana").items
    assert item.hit.kind == "comment" and item.hit.url == f"/p/{page}/leiterpruefung#comment-{comment}"
    assert found("cleo").total == 0


def test_comments_follow_their_page_into_the_trash_and_into_restrictions(runtime, write, page, session) -> None:
    from kms.search.results import service as search

    say(runtime, "ben", ("page", page), "Zungenbrecher")
    drain = lambda: runtime.worker().drain(("talk.again", "index"))  # noqa: E731
    drain()

    def total(name: str) -> int:
        session.rollback()
        reached = reach(session, make.actor(session, name))
        return search.search(session, runtime.index, runtime.sources, reached, "Zungenbrecher").total

    assert total("ben") == 1
    with write() as transaction:
        moving.trash_page(transaction, make.actor(transaction, "ana"), page)
    drain()
    assert total("ben") == 0
    with write() as transaction:
        moving.restore_page(transaction, make.actor(transaction, "ana"), page)
        make.space(transaction, "ana", "own", "private")
        own = make.page(transaction, "ana", "own", "Eigenes", "Text")
        transaction.get(Page, page).acl_id = transaction.get(Page, own).acl_id
    drain()
    assert total("ben") == 0 and total("ana") == 1
    with write() as transaction, pytest.raises(NotFound):
        comment = transaction.query(Comment).one().id
        service.get_comment(transaction, make.actor(transaction, "ben"), runtime.things, comment)


def test_bookmarks_have_comments_too_and_their_owner_is_notified(runtime, write, browser, team, session) -> None:
    with write() as transaction:
        bookmark = make.bookmark(transaction, "ana", "https://example.org/", "Beispiel", audience=f"group:{team}")
        own = make.bookmark(transaction, "ana", "https://example.com/", "Privat")
    ben = browser("ben")
    ben.get(f"/b/{bookmark}")
    assert ben.post("/comments", about=f"bookmark:{bookmark}", text="Good one").status_code == 303
    assert "Good one" in ben.get(f"/b/{bookmark}").text
    assert ben.post("/comments", about=f"bookmark:{own}", text="x").status_code == 404
    assert told(session, "ana") == ["comment"]


@pytest.mark.parametrize("about", ["person:1", "group:1", "space:1", "page:", "x", "", "page:99999999"])
def test_other_things_have_no_comments(browser, about) -> None:
    assert browser("ana").post("/comments", about=about, text="x").status_code == 404


def test_more_comments_need_no_more_queries(runtime, browser, page) -> None:
    counts = []
    client = browser("ben")
    statements: list[str] = []
    event.listen(runtime.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for _ in range(2):
        for text in ("one", "two", "three"):
            say(runtime, "ana", ("page", page), text)
        statements.clear()
        assert client.get(f"/p/{page}/leiterpruefung").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_api_clients_write_answer_resolve_and_delete(program, page) -> None:
    ben = program("ben")
    first = ben("POST", "/comments", {"about": f"page:{page}", "text": "one"})
    assert first.status_code == 201
    id = first.get_json()["id"]
    assert ben("POST", "/comments", {"about": f"page:{page}", "text": "two", "parent": id}).get_json()["parent"] == id
    assert ben("PATCH", f"/comments/{id}", {"text": "uno", "resolved": True}).get_json()["resolved"] is True
    assert [item["text"] for item in ben("GET", f"/comments?about=page:{page}").get_json()["items"]] == ["uno", "two"]
    assert program("ana")("PATCH", f"/comments/{id}", {"text": "x"}).status_code == 403
    assert program("ben", "read")("DELETE", f"/comments/{id}").status_code == 403
    assert ben("DELETE", f"/comments/{id}").status_code == 204


def test_the_browser_learns_what_was_accepted_and_only_that(write, browser) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "Leitern", "x")
    ben = browser("ben")
    taken = ben.post("/comments", about=f"page:{page}", text="Ja", slot="slot-of-ben")
    refused = ben.post("/comments", about=f"page:{page}", text="", slot="slot-of-ben")
    odd = ben.post("/comments", about=f"page:{page}", text="Ja", slot="a;b")
    hint = ben.post(f"/p/{page}/hints", text="Falsch", slot="hint-of-ben")
    assert "kms_saved=slot-of-ben" in str(taken.headers.getlist("Set-Cookie"))
    assert "kms_saved=hint-of-ben" in str(hint.headers.getlist("Set-Cookie"))
    assert not [answer for answer in (refused, odd) if "kms_saved" in str(answer.headers.getlist("Set-Cookie"))]


def test_an_ended_sign_in_returns_what_was_typed(browser) -> None:
    guest = browser("guest")
    guest.get("/sign-in")
    for address, more in (("/comments", {}), ("/p/1/hints", {"photo": (io.BytesIO(), "")})):
        answer = guest.post(address, about="page:1", text="Vor der Pause getippt", slot="slot-of-ben", **more)
        assert answer.status_code == 401
        assert "Vor der Pause getippt</textarea>" in answer.text and 'value="slot-of-ben"' in answer.text
