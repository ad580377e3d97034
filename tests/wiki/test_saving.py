"""Saving: nothing is lost, nothing is stored twice, and links survive a rename (faults T01 to T29)."""

import threading

import pytest
from sqlalchemy import select

from kms.access.policy import Level, reach
from kms.web.transaction import is_writing
from kms.wiki.models import Page, Revision
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions import service
from kms.wiki.saving import preparing
from kms.wiki.saving.turns import TRIES
from tests import make

TEXT = "# Leitern\n\nerster Absatz\n\nzweiter Absatz\n\ndritter Absatz\n"


@pytest.fixture
def page(write) -> int:
    with write() as session:
        make.space(session, "ana", "alle")
        return make.page(session, "ana", "alle", "Leitern", TEXT)


def put(client, page: int, base: int, text: str, **more):
    return client("PUT", f"/pages/{page}", {"base_revision": base, "text": text, **more})


def test_t01_a_conflict_stores_nothing_and_shows_all_three_texts(program, page) -> None:
    ana, ben = program("ana"), program("ben")
    put(ana, page, 1, TEXT.replace("zweiter", "anas"))
    clash = put(ben, page, 1, TEXT.replace("zweiter", "bens"))
    assert clash.status_code == 409
    assert clash.content_type == "application/problem+json"
    assert (clash.json["base"], clash.json["mine"]) == (TEXT, TEXT.replace("zweiter", "bens"))
    assert clash.json["theirs"] == ana("GET", f"/pages/{page}").json["text"]
    assert ana("GET", f"/pages/{page}").json["revision"] == 2


def test_t02_disjoint_edits_merge(program, page) -> None:
    put(program("ana"), page, 1, TEXT.replace("erster", "anas"))
    merged = put(program("ben"), page, 1, TEXT.replace("dritter", "bens"))
    assert merged.status_code == 200
    assert merged.json["text"] == TEXT.replace("erster", "anas").replace("dritter", "bens")


def test_t03_markers_are_never_stored(program, page, session) -> None:
    put(program("ana"), page, 1, TEXT.replace("zweiter", "anas"))
    put(program("ben"), page, 1, TEXT.replace("zweiter", "bens"))
    assert all("<<<<" not in text and "====" not in text for text in session.scalars(select(Revision.text)))


def test_t04_my_own_second_save_is_no_conflict_after_my_first(program, page) -> None:
    ana = program("ana")
    first = put(ana, page, 1, TEXT + "\nmehr\n")
    assert put(ana, page, first.json["revision"], TEXT + "\nnoch mehr\n").status_code == 200


def test_t06_parallel_writers_check_and_write_as_one(app, program, page) -> None:
    clients = [program("ana") for _ in range(8)]
    answers: list[int] = []

    def save(number: int) -> None:
        answers.append(put(clients[number], page, 1, TEXT.replace("zweiter", f"von {number}")).status_code)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 7
    assert clients[0]("GET", f"/pages/{page}").json["revision"] == 2


def test_t13_reading_makes_no_revision(program, page, browser) -> None:
    client = browser("ana")
    for path in (f"/p/{page}/leitern", f"/p/{page}/edit", f"/p/{page}/history"):
        assert client.get(path).status_code == 200
    assert program("ana")("GET", f"/pages/{page}").json["revision"] == 1


def test_t29_an_unchanged_save_makes_no_revision(program, page, browser) -> None:
    assert put(program("ana"), page, 1, TEXT).json["revision"] == 1
    client = browser("ana")
    client.get(f"/p/{page}/edit")
    client.post(f"/p/{page}/edit", title="Leitern", text=TEXT.replace("\n", "\r\n"), base_revision="1", tags="")
    assert program("ana")("GET", f"/pages/{page}").json["revision"] == 1


def test_an_api_client_s_line_ends_are_stored_as_sent(program, page) -> None:
    ana = program("ana")
    put(ana, page, 1, "a\r\nb\r\n")
    assert ana("GET", f"/pages/{page}").json["text"] == "a\r\nb\r\n"


@pytest.mark.parametrize("stored", ["a\nb\n", "a\r\nb\r\n"])
def test_a_browser_s_line_ends_become_those_of_the_page(program, page, browser, stored) -> None:
    ana, client = program("ana"), browser("ana")
    put(ana, page, 1, stored)
    client.get(f"/p/{page}/edit")
    client.post(f"/p/{page}/edit", title="Leitern", text="a\r\nb\r\nc\r\n", base_revision="2", tags="")
    end = "\r\n" if "\r\n" in stored else "\n"
    assert ana("GET", f"/pages/{page}").json["text"] == f"a{end}b{end}c{end}"


def test_a_missing_base_is_reported_next_to_the_field(program, page) -> None:
    answer = program("ana")("PUT", f"/pages/{page}", {"text": "x"})
    assert answer.status_code == 422 and "base_revision" in answer.json["errors"]


def test_title_and_tags_stay_if_they_are_not_sent(program, page) -> None:
    ana = program("ana")
    put(ana, page, 1, TEXT, tags=["Sicherheit"])
    put(ana, page, 2, TEXT + "mehr")
    got = ana("GET", f"/pages/{page}").json
    assert (got["title"], got["tags"]) == ("Leitern", ["Sicherheit"])


@pytest.fixture
def linked(write, page) -> dict[str, int]:
    texts = {
        "plain": "[[Leitern]] und [[Leitern|so]] und [[Leitern#Teil]]",
        "code": "`[[Leitern]]`\n\n```\n[[Leitern]]\n```\n[[LeiternAB]]",
        "table": "| a | b |\n|---|---|\n| [[Leitern\\|hier]] | x |",
    }
    with write() as session:
        return {name: make.page(session, "ana", "alle", name, text) for name, text in texts.items()}


def texts(program, pages: dict[str, int]) -> dict[str, str]:
    return {name: program("ana")("GET", f"/pages/{id}").json["text"] for name, id in pages.items()}


def test_t19_a_rename_changes_real_links_only(program, page, linked) -> None:
    put(program("ana"), page, 1, TEXT, title="Leitern und Tritte")
    now = texts(program, linked)
    assert now["plain"] == "[[Leitern und Tritte]] und [[Leitern und Tritte|so]] und [[Leitern und Tritte#Teil]]"
    assert now["code"] == "`[[Leitern]]`\n\n```\n[[Leitern]]\n```\n[[LeiternAB]]"
    assert "[[Leitern und Tritte\\|hier]]" in now["table"]


def test_t20_links_in_pages_the_renamer_cannot_see_are_repaired_too(write, program, page, session) -> None:
    with write() as changing:
        make.space(changing, "cleo", "cleos", "private")
        hidden = make.page(changing, "cleo", "cleos", "Geheim", "[[Leitern]]")
    answer = put(program("ana"), page, 1, TEXT, title="Tritte")
    assert "Geheim" not in answer.text
    assert program("cleo")("GET", f"/pages/{hidden}").json["text"] == "[[Tritte]]"
    newest = session.scalars(
        select(Revision).where(Revision.page_id == hidden).order_by(Revision.number.desc())
    ).first()
    assert newest.by_system and newest.author_id is None


def test_t21_a_rename_is_all_or_nothing(write, program, page, linked, monkeypatch) -> None:
    from kms.wiki.revisions import service

    real, calls = service.add_revision, []

    def fail_at_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError
        return real(*args, **kwargs)

    monkeypatch.setattr(service, "add_revision", fail_at_the_second)
    before = texts(program, linked)
    assert put(program("ana"), page, 1, TEXT, title="Tritte").status_code == 500
    monkeypatch.undo()
    assert texts(program, linked) == before
    assert program("ana")("GET", f"/pages/{page}").json["title"] == "Leitern"


def test_t17_history_stays_complete_after_a_rename(program, page) -> None:
    ana = program("ana")
    put(ana, page, 1, TEXT, title="Tritte")
    put(ana, page, 2, TEXT + "mehr")
    history = ana("GET", f"/pages/{page}/revisions").json["items"]
    assert [(entry["number"], entry["title"]) for entry in history] == [(3, "Tritte"), (2, "Tritte"), (1, "Leitern")]
    assert ana("GET", f"/pages/{page}/revisions/1").json["text"] == TEXT


def test_t18_two_pages_may_share_a_title_and_keep_their_own_history(program, page) -> None:
    ana = program("ana")
    other = ana("POST", "/pages", {"space": "alle", "title": "Andere", "text": "andere"}).json["id"]
    assert put(ana, other, 1, "andere", title="Leitern").status_code == 200
    assert [entry["title"] for entry in ana("GET", f"/pages/{page}/revisions").json["items"]] == ["Leitern"]


@pytest.mark.parametrize(
    "title", ["C++", "C#", "日本語", "Größe", "Groe", "Pru\u0308fung", "Prüfung", "!!!", "a/b", "x" * 1000]
)
def test_t23_every_title_has_an_address(program, page, title) -> None:
    made = program("ana")("POST", "/pages", {"space": "alle", "title": title, "text": "x"})
    assert made.status_code == 201
    assert made.json["url"].rsplit("/", 1)[-1]


def test_t23_two_spellings_of_one_letter_are_one_title(program, page) -> None:
    made = program("ana")("POST", "/pages", {"space": "alle", "title": "Pru\u0308fung", "text": "x"})
    assert made.json["title"] == "Prüfung"


def test_z24_a_recreated_page_has_no_old_history(program, page) -> None:
    ana = program("ana")
    ana("DELETE", f"/pages/{page}")
    again = ana("POST", "/pages", {"space": "alle", "title": "Leitern", "text": "neu"}).json["id"]
    assert again != page
    assert [entry["number"] for entry in ana("GET", f"/pages/{again}/revisions").json["items"]] == [1]


def test_old_addresses_keep_working_for_ever(program, page, browser) -> None:
    put(program("ana"), page, 1, TEXT, title="Tritte")
    answer = browser("ana").get(f"/p/{page}/leitern")
    assert answer.status_code == 301 and answer.location.endswith(f"/p/{page}/tritte")


def test_an_old_revision_can_be_restored(program, page, browser) -> None:
    put(program("ana"), page, 1, "anders", title="Anders", tags=["x"])
    client = browser("ana")
    client.get("/")
    assert client.post(f"/p/{page}/revisions/1/restore").status_code == 303
    got = program("ana")("GET", f"/pages/{page}").json
    assert (got["text"], got["title"], got["tags"], got["revision"]) == (TEXT, "Leitern", [], 3)


def test_a_sign_in_that_ended_loses_nothing(program, page, browser, runtime) -> None:
    client = browser("ana")
    client.get(f"/p/{page}/edit")
    from kms.signin.models import SignIn

    with runtime.database.transaction() as session:
        session.query(SignIn).delete()
    answer = client.post(f"/p/{page}/edit", title="Leitern", text="was ich schrieb", base_revision="1")
    assert answer.status_code == 401 and "was ich schrieb" in answer.text


def test_an_expired_form_loses_nothing_and_can_be_sent_again(program, page, browser) -> None:
    client = browser("ana")
    client.token = "old"
    answer = client.post(f"/p/{page}/edit", title="Leitern", text="was ich schrieb", base_revision="1")
    assert answer.status_code == 400 and "was ich schrieb" in answer.text
    assert program("ana")("GET", f"/pages/{page}").json["revision"] == 1


def test_the_tree_stays_whole_when_a_page_moves(write, session, program, page) -> None:
    from kms.wiki.moving import service as moving
    from kms.wiki.moving.inputs import PageMove

    with write() as changing:
        child = make.page(changing, "ana", "alle", "Kind", "x", parent=page)
        grandchild = make.page(changing, "ana", "alle", "Enkel", "x", parent=child)
        make.space(changing, "ana", "neu", "private")
        moving.move_page(changing, make.actor(changing, "ana"), child, PageMove("neu", None))
    moved = session.get(Page, grandchild)
    assert moved.path == f"/{child}/{grandchild}/"
    assert program("ben")("GET", f"/pages/{grandchild}").status_code == 404
    assert program("ben")("GET", f"/pages/{page}").status_code == 200


def test_t16_a_child_moved_away_survives_its_parent(write, program, page) -> None:
    from kms.wiki.moving import service as moving
    from kms.wiki.moving.inputs import PageMove

    with write() as changing:
        child = make.page(changing, "ana", "alle", "Kind", "x", parent=page)
        moving.move_page(changing, make.actor(changing, "ana"), child, PageMove("alle", None))
    program("ana")("DELETE", f"/pages/{page}")
    assert program("ana")("GET", f"/pages/{child}").status_code == 200


def test_trash_takes_what_is_below_and_restore_brings_it_back(write, program, page, browser) -> None:
    with write() as changing:
        child = make.page(changing, "ana", "alle", "Kind", "x", parent=page)
    ana = program("ana")
    assert ana("DELETE", f"/pages/{page}").status_code == 204
    assert ana("GET", f"/pages/{child}").status_code == 404
    client = browser("ana")
    client.get("/")
    client.post(f"/p/{page}/untrash")
    assert ana("GET", f"/pages/{child}").status_code == 200


@pytest.mark.parametrize("parent", [999_999, 0, -1, "x", True, 1.5, []])
def test_a_wrong_parent_is_a_clear_error(program, page, parent) -> None:
    answer = program("ana")("POST", "/pages", {"space": "alle", "title": "x", "parent": parent})
    assert answer.status_code == 422 and "parent" in answer.json["errors"]


def test_pages_cannot_be_put_below_themselves(write, page, runtime) -> None:
    from kms.core.errors import Invalid
    from kms.wiki.moving import service as moving
    from kms.wiki.moving.inputs import PageMove

    with write() as changing:
        child = make.page(changing, "ana", "alle", "Kind", "x", parent=page)
    with pytest.raises(Invalid), runtime.database.transaction() as changing:
        moving.move_page(changing, make.actor(changing, "ana"), page, PageMove("alle", child))


def overtake(monkeypatch, write, page: int, times: int, text: str = "") -> list[int]:
    """Have ben save this page between the first so many preparations of a save and its storing; returns all turns."""
    prepare, turns = preparing.prepare_on, []

    def overtaken(session, actor, edited):
        ready = prepare(session, actor, edited)
        turns.append(len(turns) + 1)
        if len(turns) <= times and not is_writing():
            with write() as other:
                ben, head = make.actor(other, "ben"), other.get_one(Page, page).revision
                words = text or TEXT.replace("erster", f"bens {len(turns)}.")
                theirs = PageEdit.parse({"base_revision": head, "text": words})
                edited = preparing.edited_page(other, queries.get_page(other, reach(other, ben), page), theirs)
                service.save_page(other, ben, page, prepare(other, ben, edited))
        return ready

    monkeypatch.setattr(preparing, "prepare_on", overtaken)
    return turns


@pytest.mark.parametrize("times", [1, 4])
def test_t06_who_is_overtaken_while_saving_loses_nothing_and_need_not_try_again(
    program, page, write, monkeypatch, times
) -> None:
    turns = overtake(monkeypatch, write, page, times)
    answer = put(program("ana"), page, 1, TEXT.replace("dritter", "anas"))
    assert answer.status_code == 200 and len(turns) == times + 1
    assert answer.json["text"] == TEXT.replace("erster", f"bens {times}.").replace("dritter", "anas")
    assert answer.json["revision"] == times + 2


def test_t06_the_last_try_is_one_where_nobody_can_be_faster(program, page, write, monkeypatch) -> None:
    turns = overtake(monkeypatch, write, page, TRIES)
    answer = put(program("ana"), page, 1, TEXT.replace("dritter", "anas"))
    assert answer.status_code == 200 and len(turns) == TRIES
    assert answer.json["text"] == TEXT.replace("erster", f"bens {TRIES - 1}.").replace("dritter", "anas")


def test_t06_who_is_overtaken_in_the_same_passage_is_told(program, page, write, monkeypatch) -> None:
    overtake(monkeypatch, write, page, 1)
    answer = put(program("ana"), page, 1, TEXT.replace("erster", "anas"))
    assert answer.status_code == 409 and answer.json["theirs"] == TEXT.replace("erster", "bens 1.")
    assert program("ana")("GET", f"/pages/{page}").json["revision"] == 2


def test_t21_a_page_that_is_saved_while_its_links_are_repaired_loses_nothing(
    program, page, linked, write, monkeypatch
) -> None:
    overtake(monkeypatch, write, linked["plain"], 1, "von ben: [[Leitern]]")
    assert put(program("ana"), page, 1, TEXT, title="Tritte").status_code == 200
    assert texts(program, {"plain": linked["plain"]}) == {"plain": "von ben: [[Tritte]]"}


def test_who_only_reads_a_space_changes_nothing_in_it(program, page, write) -> None:
    with write() as session:
        make.share(session, "ana", "alle", ana=Level.MANAGE, ben=Level.WRITE, cleo=Level.READ)
    cleo, ben = program("cleo"), program("ben")
    new = {"space": "alle", "title": "Neu", "text": "x"}
    assert cleo("GET", f"/pages/{page}").status_code == 200
    assert put(cleo, page, 1, "meins").status_code == 403
    assert cleo("POST", "/pages", new).status_code == 403
    assert cleo("DELETE", f"/pages/{page}").status_code == 403
    assert put(ben, page, 1, "meins").status_code == 200
    assert put(cleo, page, 1, "anders").status_code == 403  # no conflict, which would be hers to resolve
    assert ben("POST", "/pages", new).status_code == 201
    assert ben("DELETE", f"/pages/{page}").status_code == 204
