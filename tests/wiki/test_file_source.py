"""Files are found by name and content, by the readers of their page and nobody else, at the right place."""

import io
from pathlib import Path

import pytest
from sqlalchemy import event

from kms.access.policy import reach
from kms.files.models import FileText
from kms.wiki.moving import service as moving
from kms.wiki.moving.inputs import PageMove
from tests import make

DATA = Path(__file__).parents[1] / "files" / "data"
KINDS = ("files.text", "files.text_found", "index")


@pytest.fixture
def page(write, team) -> int:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leitern", "x")


@pytest.fixture
def settle(runtime):
    """Process all pending reading and indexing jobs."""
    return lambda: runtime.worker().drain(KINDS)


def upload(client, content: bytes, name: str, page: int | None = None):
    client.get("/")
    answer = client.client.post(
        f"/spaces/team/files{f'?page={page}' if page else ''}",
        data={"csrf_token": client.token, "file": (io.BytesIO(content), name)},
        headers={"Accept": "application/json"},
        base_url="http://wiki.test",
    )
    assert answer.status_code == 201, answer.text
    return answer.json


def found(program, words: str, **narrow: str) -> list[tuple[str, str]]:
    answer = program("GET", "/search", query_string={"q": words, **narrow})
    assert answer.status_code == 200, answer.text
    return [(item["type"], item["url"]) for item in answer.json["items"]]


def test_a_file_is_found_by_content_by_readers_of_its_page(browser, program, page, settle) -> None:
    file = upload(browser("ana"), (DATA / "pages.pdf").read_bytes(), "Messwerte.pdf", page)
    settle()
    hit = [("file", f"/files/{file['id']}/text#part-3")]
    assert found(program("ben"), "Wärmepumpe3") == hit and found(program("cleo"), "Wärmepumpe3") == []
    assert found(program("root"), "Wärmepumpe3") == []


@pytest.mark.parametrize("name", ["plan.docx", "plan.odt", "plan.pdf", "prices.xlsx", "prices.ods"])
def test_every_kind_of_office_file_is_found_by_a_word_in_it(browser, program, page, settle, name) -> None:
    upload(browser("ana"), (DATA / name).read_bytes(), name, page)
    settle()
    assert [kind for kind, _ in found(program("ben"), "KX-4711")] == ["file"]


def test_a_spreadsheet_is_found_by_the_names_of_its_sheets(browser, program, page, settle) -> None:
    upload(browser("ana"), (DATA / "prices.xlsx").read_bytes(), "a.xlsx", page)
    settle()
    assert len(found(program("ben"), "prices")) == 1


def test_a_file_is_found_by_the_words_of_its_name(browser, program, page, settle) -> None:
    upload(browser("ana"), bytes(300), "Wartungsplan_Halle-3.bin", page)
    settle()
    assert len(found(program("ben"), "Wartungsplan")) == 1 and len(found(program("ben"), "Halle")) == 1


def test_a_file_opens_at_the_page_of_the_words(browser, page, settle, runtime, session, write) -> None:
    file = upload(browser("ana"), (DATA / "pages.pdf").read_bytes(), "a.pdf", page)
    settle()
    source = runtime.sources["file"]
    hit = source.hits(session, reach(session, make.actor(session, "ben")), [file["id"]])[file["id"]]
    offset, anchor, label = hit.anchors[1]
    assert (anchor, label) == ("part-2", "2 / 3") and hit.passage_source[offset:].startswith("Seite 2")
    shown = browser("ben").get(hit.url).text
    assert 'id="part-2"' in shown and "Page 2 of 3" in shown and "Wärmepumpe2" in shown
    assert browser("cleo").get(hit.url).status_code == 404


def test_a_file_says_why_it_has_no_text(browser, page, settle) -> None:
    ana = browser("ana")
    file = upload(ana, (DATA / "locked.pdf").read_bytes(), "a.pdf", page)
    assert "has not been read yet" in ana.get(f"/files/{file['id']}/text").text
    settle()
    assert "locked with a password" in ana.get(f"/files/{file['id']}/text").text


def test_one_content_on_two_pages_is_two_files_and_read_once(browser, program, page, settle, write, session) -> None:
    with write() as changing:
        other = make.page(changing, "ana", "team", "Zweite", "y")
    ana = browser("ana")
    files = [upload(ana, b"Umlaufsperre", "a.txt", place) for place in (page, other)]
    settle()
    assert sorted(found(program("ben"), "Umlaufsperre")) == sorted(("file", f"/files/{f['id']}/text") for f in files)
    assert session.query(FileText).count() == 1


def test_a_file_goes_with_its_page_to_the_trash_and_comes_back(browser, program, page, settle, write) -> None:
    upload(browser("ana"), b"Umlaufsperre", "a.txt", page)
    settle()
    assert len(found(program("ben"), "Umlaufsperre")) == 1
    with write() as session:
        moving.trash_page(session, make.actor(session, "ana"), page)
    assert found(program("ben"), "Umlaufsperre") == []
    settle()
    assert found(program("ben"), "Umlaufsperre") == []
    with write() as session:
        moving.restore_page(session, make.actor(session, "ana"), page)
    settle()
    assert len(found(program("ben"), "Umlaufsperre")) == 1


def test_a_file_moves_with_its_page_into_another_space(browser, program, page, settle, write) -> None:
    upload(browser("ana"), b"Umlaufsperre", "a.txt", page)
    with write() as session:
        make.space(session, "ana", "own", "private")
    settle()
    with write() as session:
        moving.move_page(session, make.actor(session, "ana"), page, PageMove("own", None))
    assert found(program("ben"), "Umlaufsperre") == []
    settle()
    assert found(program("ben"), "Umlaufsperre") == []
    assert len(found(program("ana"), "Umlaufsperre", space="own")) == 1


def test_a_removed_file_is_gone_from_the_search(browser, program, page, settle) -> None:
    ana = browser("ana")
    file = upload(ana, b"Umlaufsperre", "a.txt", page)
    settle()
    ana.post(f"/files/{file['id']}/delete")
    settle()
    assert found(program("ana"), "Umlaufsperre") == []


def test_a_file_is_found_once_a_page_has_it(browser, program, page, settle, write) -> None:
    file = upload(browser("ana"), b"Umlaufsperre", "a.txt")
    settle()
    assert found(program("ana"), "Umlaufsperre") == []
    with write() as session:
        make.page(session, "ana", "team", "Neu", f"[a]({file['url']})")
    settle()
    assert found(program("ben"), "Umlaufsperre") == [("file", f"/files/{file['id']}/text")]


def test_pages_with_files_are_found_as_such(browser, program, page, settle, write) -> None:
    ana = browser("ana")
    settle()
    assert found(program("ben"), "has:attachment") == []
    file = upload(ana, b"eins", "a.txt", page)
    settle()
    assert [kind for kind, _ in found(program("ben"), "has:attachment")] == ["page"]
    assert found(program("cleo"), "has:attachment") == []
    ana.post(f"/files/{file['id']}/delete")
    settle()
    assert found(program("ben"), "has:attachment") == []


def test_the_index_matches_the_database(browser, page, settle, runtime) -> None:
    ana = browser("ana")
    upload(ana, b"eins", "a.txt", page)
    upload(ana, b"zwei", "b.txt")
    settle()
    assert runtime.indexing.reconcile() == 0


def test_twenty_hits_cost_as_many_queries_as_one(browser, page, runtime, session) -> None:
    ana = browser("ana")
    ids = [upload(ana, f"Sperre {number}".encode(), f"{number}.txt", page)["id"] for number in range(20)]
    readable = reach(session, make.actor(session, "ben"))
    statements: list[str] = []
    event.listen(runtime.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    counts = []
    for wanted in (ids[:1], ids):
        statements.clear()
        assert len(runtime.sources["file"].hits(session, readable, wanted)) == len(wanted)
        counts.append(len(statements))
    assert counts == [1, 1]
