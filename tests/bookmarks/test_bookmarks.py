"""Bookmarks: one per person and source, only what is sent changes, each for its audience (faults B12 to B52)."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from kms.bookmarks.models import Bookmark
from kms.core import clock
from tests import make

URL = "https://example.org/leitern"


def save(client, **fields):
    return client("PUT", "/bookmarks", {"url": URL, **fields})


def test_a_bookmark_is_created_then_changed(program) -> None:
    ana = program("ana")
    assert save(ana, title="Leitern", tags=["Sicherheit"]).status_code == 201
    again = save(ana, description="Prüfung")
    assert again.status_code == 200
    assert (again.json["title"], again.json["tags"], again.json["description"]) == (
        "Leitern",
        ["Sicherheit"],
        "Prüfung",
    )


def test_b50_what_is_not_sent_stays(program) -> None:
    ana = program("ana")
    first = save(ana, title="Leitern", tags=["a", "b"], description="d", access="everyone").json
    save(ana, title="Neu")
    now = ana("GET", f"/bookmarks/{first['id']}").json
    assert {**first, "title": "Neu", "updated_at": now["updated_at"]} == now


def test_b51_an_empty_patch_changes_nothing(program) -> None:
    ana = program("ana")
    first = save(ana, title="Leitern", tags=["a"]).json
    assert ana("PATCH", f"/bookmarks/{first['id']}", {}).json == first
    assert ana("PATCH", f"/bookmarks/{first['id']}", {"owner_id": 3, "unknown": 1, "shared": False}).json == first


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x",
     "\x01javascript:x", "", "x" * 3000, "about:blank"],
)  # fmt: skip
def test_b12_x20_dangerous_addresses_are_refused(program, browser, url) -> None:
    answer = save(program("ana"), url=url)
    assert answer.status_code == 422 and "url" in answer.json["errors"]
    client = browser("ana")
    client.get("/bookmarks/new")
    answer = client.post("/bookmarks/new", url=url, title="behalten", access="private")
    assert answer.status_code == 422 and "behalten" in answer.text


@pytest.mark.parametrize("url", ["http://wiki/", "http://srv-01:8080/x", "http://10.0.0.5/", "\\\\srv\\daten\\x.xlsx"])
def test_b48_intranet_addresses_and_network_paths_are_welcome(program, url) -> None:
    assert save(program("ana"), url=url).status_code == 201


def test_two_spellings_of_an_address_are_one_bookmark(program) -> None:
    ana = program("ana")
    one = save(ana, url="HTTP://Wiki.Firma.LOCAL:80/a").json["id"]
    other = save(ana, url="http://wiki.firma.local/a")
    assert (other.status_code, other.json["id"]) == (200, one)


def test_b47_a_changed_address_must_not_meet_another_bookmark(program) -> None:
    ana = program("ana")
    save(ana, url="http://example.org/a")
    other = save(ana, url="http://example.org/b").json["id"]
    answer = ana("PATCH", f"/bookmarks/{other}", {"url": "HTTP://EXAMPLE.org:80/a"})
    assert answer.status_code == 422 and "url" in answer.json["errors"]


@pytest.mark.parametrize(
    ("access", "readers"),
    [
        ("private", {"ana"}),
        (["group:Team"], {"ana", "ben", "lena"}),
        ("everyone", {"ana", "ben", "lena", "cleo", "root"}),
    ],
)
def test_each_bookmark_is_seen_by_its_audience_and_nobody_else(program, index_all, access, readers) -> None:
    saved = save(program("ana"), title="Leitern", tags=["Werkstatt"], access=access).json
    assert saved["access"] == access
    index_all()
    for name in make.CAST:
        client = program(name)
        expected = 1 if name in readers else 0
        assert len(client("GET", "/bookmarks").json["items"]) == expected, name
        assert len(client("GET", "/bookmarks?tag=werkstatt").json["items"]) == expected, name
        assert client("GET", "/search?q=leitern").json["total"] == expected, name
        assert len(client("GET", "/tags").json["items"]) == expected, name
        assert client("GET", f"/bookmarks/{saved['id']}").status_code == (200 if expected else 404), name


def test_nobody_opens_a_bookmark_to_a_group_that_is_not_theirs(program) -> None:
    answer = save(program("cleo"), access=["group:Team"])
    assert answer.status_code == 422 and "access" in answer.json["errors"]


def test_who_else_saved_it_shows_only_what_may_be_seen(program) -> None:
    save(program("ana"), access="everyone")
    save(program("ben"), access="private")
    seen = save(program("cleo"), access="private").json
    assert seen["saved_by"] == ["Ana", "Cleo"]


def test_b27_another_s_private_bookmark_does_not_exist(program) -> None:
    id = save(program("ana")).json["id"]
    cleo = program("cleo")
    assert cleo("GET", f"/bookmarks/{id}").status_code == 404
    assert cleo("PATCH", f"/bookmarks/{id}", {"title": "x"}).status_code == 404
    assert cleo("DELETE", f"/bookmarks/{id}").status_code == 404


def test_a_readable_bookmark_of_another_is_not_to_be_changed(program) -> None:
    id = save(program("ana"), access="everyone").json["id"]
    assert program("cleo")("PATCH", f"/bookmarks/{id}", {"title": "x"}).status_code == 403


def test_trash_and_back(program, browser) -> None:
    ana = program("ana")
    id = save(ana, title="Leitern").json["id"]
    assert ana("DELETE", f"/bookmarks/{id}").status_code == 204
    assert ana("GET", f"/bookmarks/{id}").status_code == 404
    client = browser("ana")
    assert "Leitern" in client.get("/bookmarks/trash").text
    client.post(f"/b/{id}/untrash")
    assert ana("GET", f"/bookmarks/{id}").status_code == 200


def test_b52_a_form_opened_before_another_change_is_a_conflict(program, browser) -> None:
    id = save(program("ana"), title="eins").json["id"]
    client = browser("ana")
    client.get(f"/b/{id}/edit")
    save(program("ana"), title="zwei")
    answer = client.post(f"/b/{id}/edit", url=URL, title="drei", version="1", access="private")
    assert answer.status_code == 422 and "drei" in answer.text
    assert program("ana")("GET", f"/bookmarks/{id}").json["title"] == "zwei"


def test_b20_the_bookmarklet_only_fills_in_the_form(browser, program) -> None:
    page = browser("ana").get("/bookmarks/new?url=https://example.org&title=<script>alert(1)</script>&tags=x")
    assert "<script>alert(1)" not in page.text and "&lt;script&gt;" in page.text
    assert program("ana")("GET", "/bookmarks").json["items"] == []


def test_b65_export_and_import_again_give_the_same(program, browser) -> None:
    from kms.bookmarks import netscape

    save(program("ana"), title='Titel "&<>', tags=["a b", "ü"], description="Zeile eins\nZeile zwei & mehr <b>")
    page = browser("ana").get("/bookmarks/export.html")
    parsed = netscape.parse(page.data)
    assert [(entry.href, entry.title, sorted(entry.tags)) for entry in parsed.entries] == [
        (URL, 'Titel "&<>', ["a b", "ü"])
    ]
    assert "Zeile eins" in parsed.entries[0].description and "<b>" in parsed.entries[0].description


def test_the_export_contains_only_one_s_own(program, browser) -> None:
    save(program("ana"), title="meins", access="everyone")
    assert orjson.loads(browser("ben").get("/bookmarks/export.json").data) == []
    assert [entry["title"] for entry in orjson.loads(browser("ana").get("/bookmarks/export.json").data)] == ["meins"]


def test_lists_page_by_cursor_and_cost_the_same_number_of_queries(program, write, browser, app) -> None:
    from sqlalchemy import event

    with write() as session:
        for number in range(65):
            make.bookmark(session, "ana", f"https://example.org/{number}", str(number), tags=("t", f"t{number}"))
    ana = program("ana")
    first = ana("GET", "/bookmarks?limit=40").json
    second = ana("GET", f"/bookmarks?limit=40&cursor={first['next']}").json
    assert len(first["items"]) == 40 and len(second["items"]) == 25 and second["next"] is None
    assert not {b["id"] for b in first["items"]} & {b["id"] for b in second["items"]}
    counts = []
    engine = app.extensions["kms.database"].engine
    for limit in (2, 60):
        statements: list[str] = []
        listener = lambda *args, found=statements: found.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        ana("GET", f"/bookmarks?limit={limit}")
        event.remove(engine, "before_cursor_execute", listener)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("cursor", ["x", "%00", "AAAA", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5HzE", "Zm9vH2Jhcg"])
def test_a_foreign_cursor_is_unreadable_not_a_server_error(program, cursor) -> None:
    assert program("ana")("GET", f"/bookmarks?cursor={cursor}").status_code == 400


def test_a_tag_of_one_s_own_makes_the_source_one_s_own(program, browser) -> None:
    made = program("ana")(
        "PUT", "/bookmarks", {"url": URL, "title": "Ladders", "tags": ["hers"], "access": "group:Team"}
    )
    ben, cleo = browser("ben"), browser("cleo")
    address = f"/b/{made.json['id']}"
    assert "Visible to" in ben.get(address).text
    answer = ben.post(f"{address}/tags", tags="his, ladder")
    assert answer.status_code == 303
    (own,) = [row for row in program("ben")("GET", "/bookmarks").json["items"] if row["owner"] == "ben"]
    assert (own["title"], sorted(own["tags"]), own["access"]) == ("Ladders", ["his", "ladder"], ["group:Team"])
    assert "hers" in ben.get(address).text and "his" in browser("ana").get(address).text
    cleo.get("/")
    assert cleo.get(address).status_code == 404 and cleo.post(f"{address}/tags", tags="x").status_code == 404


def test_one_s_own_tags_are_changed_in_place(program, browser) -> None:
    made = program("ana")(
        "PUT", "/bookmarks", {"url": URL, "title": "Ladders", "tags": ["old"], "access": "group:Team"}
    )
    ana = browser("ana")
    address = f"/b/{made.json['id']}"
    ana.get(address)
    assert ana.post(f"{address}/tags", tags="new").status_code == 303
    assert program("ana")("GET", f"/bookmarks/{made.json['id']}").json["tags"] == ["new"]
    refused = ana.post(f"{address}/tags", tags="x" * 300)
    assert refused.status_code == 422 and "x" * 300 in refused.text


def test_a_cached_list_is_each_reader_s_own_and_never_stale(write, browser, team) -> None:
    with write() as session:
        id = make.bookmark(session, "ana", URL, "Leitern", audience=f"group:{team}", tags=("holz",))
    ana, ben, cleo = browser("ana"), browser("ben"), browser("cleo")
    for _ in range(2):
        assert f"/b/{id}/edit" in ana.get("/bookmarks?tag=holz").text
        seen = ben.get("/bookmarks?tag=holz").text
        assert "Leitern" in seen and f"/b/{id}/edit" not in seen
        assert "Leitern" not in cleo.get("/bookmarks?tag=holz").text
    assert "Leitern" not in ben.get("/bookmarks?tag=metall").text
    with write() as session:
        lena = make.actor(session, "lena")
        make.groups.remove_member(session, lena, team, make.actor(session, "ben").person_id)
        make.bookmark(session, "ana", URL, "Steigleitern", audience=f"group:{team}", tags=("holz",))
    assert "Leitern" not in ben.get("/bookmarks?tag=holz").text
    assert "Steigleitern" in ana.get("/bookmarks?tag=holz").text


def test_an_address_saved_again_comes_out_of_the_trash(program, browser, index_all) -> None:
    ana = program("ana")
    id = save(ana, title="Leitern").json["id"]
    ana("DELETE", f"/bookmarks/{id}")
    index_all()
    assert ana("GET", "/search?q=leitern").json["total"] == 0
    again = save(ana, tags=["neu"])
    assert (again.status_code, again.json["id"], again.json["title"]) == (200, id, "Leitern")
    assert ana("GET", f"/bookmarks/{id}").status_code == 200
    assert [row["id"] for row in ana("GET", "/bookmarks").json["items"]] == [id]
    assert "Leitern" not in browser("ana").get("/bookmarks/trash").text
    index_all()
    assert ana("GET", "/search?q=leitern").json["total"] == 1


def test_a_folder_shows_one_s_own_bookmarks_and_none_of_others_in_a_folder_of_that_name(write, browser) -> None:
    with write() as session:
        for name in ("ana", "ben"):
            ids = [
                make.bookmark(session, name, f"https://example.org/{name}/{folder}", f"von {name}", audience="members")
                for folder in ("Recht", "Recht/Urlaub", "Rechte")
            ]
            for id, folder in zip(ids, ("Recht", "Recht/Urlaub", "Rechte"), strict=True):
                session.get_one(Bookmark, id).folder = folder
    page = browser("ben").get("/bookmarks?folder=Recht").text
    assert page.count("von ben") and "von ana" not in page
    assert "example.org/ben/Recht/Urlaub" in page and "example.org/ben/Rechte" not in page
    assert "von" not in browser("cleo").get("/bookmarks?folder=Recht").text.partition("<main")[2]
    assert "von ana" in browser("ben").get("/bookmarks").text


def test_without_exactly_one_group_a_new_bookmark_is_one_s_own(program, write) -> None:
    assert save(program("ana")).json["access"] == ["group:Team"]
    assert save(program("cleo")).json["access"] == "private"
    with write() as session:
        make.group(session, "Werkstatt", members=("ben",))
    assert save(program("ben")).json["access"] == "private"


def test_nobody_brings_back_what_another_put_in_the_trash(program, browser) -> None:
    ana, ben = program("ana"), browser("ben")
    id = save(ana, title="Leitern", access="everyone").json["id"]
    ana("DELETE", f"/bookmarks/{id}")
    assert "Leitern" not in ben.get("/bookmarks/trash").text
    assert ben.post(f"/b/{id}/untrash").status_code == 404
    assert ana("GET", f"/bookmarks/{id}").status_code == 404
    assert browser("ana").post(f"/b/{id}/untrash").status_code == 303


def test_tagging_what_one_has_already_leaves_one_s_own_title(program, browser) -> None:
    theirs = save(program("ana"), title="Ladders", access="everyone").json["id"]
    mine = save(program("ben"), title="Leitern").json["id"]
    assert browser("ben").post(f"/b/{theirs}/tags", tags="holz").status_code == 303
    now = program("ben")("GET", f"/bookmarks/{mine}").json
    assert (now["title"], now["tags"]) == ("Leitern", ["holz"])


def test_the_trash_is_emptied_of_what_has_long_been_in_it_and_of_nothing_else(program, runtime, session) -> None:
    ana, today = program("ana"), clock.now()
    old, young, kept = (save(ana, url=f"https://example.org/{n}").json["id"] for n in range(3))
    days = timedelta(days=runtime.config.trash_days)
    try:
        for id, age in ((old, days + timedelta(hours=1)), (young, days - timedelta(hours=1))):
            clock.set_source(lambda age=age: today - age)
            ana("DELETE", f"/bookmarks/{id}")
    finally:
        clock.set_source(None)
    runtime.handlers()["bookmarks.upkeep"].run(["all"])
    assert set(session.scalars(select(Bookmark.id))) == {young, kept}
