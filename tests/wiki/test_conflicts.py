"""Two people saved the same passage: both texts are shown, with four ways to continue that lose nothing (T01, T03, T05,
T12)."""

import html
import re

import pytest

from tests import make

TEXT = "# Leitern\n\nerster Absatz\n\nzweiter Absatz\n\ndritter Absatz\n"
BENS = TEXT.replace("zweiter", "bens").replace("dritter", "bens dritter")
ANAS = TEXT.replace("zweiter", "anas").replace("erster", "anas erster")


@pytest.fixture
def page(write) -> int:
    with write() as session:
        make.space(session, "ana", "alle")
        return make.page(session, "ana", "alle", "Leitern", TEXT, tags=("alt",))


@pytest.fixture
def client(browser):
    opened = browser("ana")
    opened.get("/")
    return opened


def save(client, page: int, text: str = ANAS, **more: str):
    fields = {"title": "Leitern", "tags": "alt", "base_revision": "1", "slot": "slot-of-ana", **more}
    return client.post(f"/p/{page}/edit", text=text.replace("\n", "\r\n"), **fields)


def clash(client, program, page: int, **more: str):
    """Ben saves, then ana: the screen she sees."""
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": BENS})
    answer = save(client, page, **more)
    assert answer.status_code == 409
    return answer


def resolve(client, page: int, screen, way: str, **chosen: str):
    """Press a button on that screen."""
    return client.post(f"/p/{page}/resolve", way=way, **{**fields(screen), **chosen})


def fields(screen) -> dict[str, str]:
    found = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', screen.text))
    areas = re.findall(r'<textarea[^>]* name="([a-z0-9-]+)"[^>]*>\n?(.*?)</textarea>', screen.text, re.S)
    values = {**found, **dict(areas)}
    return {name: html.unescape(value) for name, value in values.items() if name != "csrf_token"}


def head(program, page: int) -> dict:
    return program("ana")("GET", f"/pages/{page}").json


def test_t01_the_screen_shows_base_theirs_and_mine_by_word_and_names_who_saved(client, program, page) -> None:
    text = clash(client, program, page).text
    assert "Ben saved the same passage" in text and "Saved by Ben" in text
    assert '<div class="clash-words" tabindex="0" role="group" aria-label="Before">zweiter Absatz' in text
    assert "<del>zweiter</del><ins>bens</ins> Absatz" in text and "<del>zweiter</del><ins>anas</ins> Absatz" in text
    assert head(program, page)["text"] == BENS


def test_t05_mine_everywhere_keeps_what_they_changed_elsewhere(client, program, page) -> None:
    screen = clash(client, program, page)
    assert resolve(client, page, screen, "mine").status_code == 303
    assert head(program, page)["text"] == ANAS.replace("dritter", "bens dritter")
    assert program("ana")("GET", "/drafts").json["items"] == []


def test_t05_leaving_it_as_they_saved_it_can_be_undone(client, program, page) -> None:
    screen = clash(client, program, page)
    assert resolve(client, page, screen, "theirs").status_code == 303
    assert head(program, page)["text"] == BENS and head(program, page)["revision"] == 2
    undo = re.search(r'action="(/drafts/[^"]+/bring-back)"', client.get(f"/p/{page}/leitern").text)
    assert undo
    client.post(undo[1])
    assert "anas erster Absatz" in client.get(f"/p/{page}/edit").text


def test_t05_mine_stays_as_a_draft_with_its_own_base(client, program, page) -> None:
    screen = clash(client, program, page)
    assert resolve(client, page, screen, "draft").status_code == 303
    (draft,) = program("ana")("GET", "/drafts").json["items"]
    assert (draft["base_revision"], draft["page"]) == (1, page)
    assert program("ana")("GET", f"/drafts/{draft['slot']}").json["text"] == ANAS


def test_t05_what_was_typed_is_a_draft_as_soon_as_the_screen_is_shown(client, program, page) -> None:
    clash(client, program, page)
    assert program("ana")("GET", "/drafts/slot-of-ana").json["text"] == ANAS
    assert ANAS in fields(client.get(f"/p/{page}/edit"))["text"]


@pytest.mark.parametrize(("choice", "there"), [
    ("theirs", "bens Absatz\n"), ("mine", "anas Absatz\n"), ("both", "bens Absatz\nanas Absatz\n"),
    ("edit", "bens und anas Absatz\n"),
])  # fmt: skip
def test_each_conflict_is_resolved_separately(client, program, page, choice, there) -> None:
    screen = clash(client, program, page)
    chosen = {"choice-0": choice, "edited-0": "bens und anas Absatz\r\n"}
    assert resolve(client, page, screen, "choose", **chosen).status_code == 303
    expected = ANAS.replace("dritter", "bens dritter").replace("anas Absatz\n", there)
    assert head(program, page)["text"] == expected


def test_a_choice_that_is_missing_is_asked_for_and_nothing_is_lost(client, program, page) -> None:
    screen = clash(client, program, page)
    again = resolve(client, page, screen, "choose", **{"edited-0": "von Hand"})
    assert again.status_code == 422 and "Choose what shall stand here" in again.text and "von Hand" in again.text
    assert fields(again)["text"] == fields(screen)["text"]
    assert head(program, page)["text"] == BENS


def test_saving_from_the_screen_may_conflict_again_without_losing_anything(client, program, page) -> None:
    screen = clash(client, program, page)
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 2, "text": BENS.replace("bens Absatz", "bens zweiter")})
    again = resolve(client, page, screen, "choose", **{"choice-0": "edit", "edited-0": "von Hand\n"})
    assert again.status_code == 409
    assert "von Hand" in fields(again)["text"] and "anas erster" in fields(again)["text"]
    assert resolve(client, page, again, "mine").status_code == 303
    assert head(program, page)["text"] == ANAS.replace("anas Absatz", "von Hand").replace("dritter", "bens dritter")


def test_title_and_tags_that_only_they_changed_stay_theirs(client, program, page) -> None:
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": BENS, "title": "Tritte", "tags": ["neu"]})
    screen = save(client, page)
    resolve(client, page, screen, "mine")
    assert (head(program, page)["title"], head(program, page)["tags"]) == ("Tritte", ["neu"])


def test_t03_no_marker_is_ever_stored_or_shown(client, program, page) -> None:
    assert "&lt;&lt;&lt;&lt;" not in clash(client, program, page).text


def test_t12_a_change_over_the_api_while_the_editor_is_open_stays(client, program, page) -> None:
    screen = clash(client, program, page)
    resolve(client, page, screen, "choose", **{"choice-0": "both"})
    assert "bens Absatz" in head(program, page)["text"] and "bens dritter" in head(program, page)["text"]


def test_t02_the_message_names_whose_changes_were_merged(client, program, page) -> None:
    for name, base, old in (("ben", 1, "erster"), ("lena", 2, "zweiter")):
        text = head(program, page)["text"].replace(old, name)
        program(name)("PUT", f"/pages/{page}", {"base_revision": base, "text": text})
    answer = save(client, page, TEXT.replace("dritter", "anas"))
    assert answer.status_code == 303
    assert "Your changes were merged with those of Ben and Lena." in client.get(answer.location).text


def test_the_api_lists_each_conflict(program, page) -> None:
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": BENS})
    answer = program("ana")("PUT", f"/pages/{page}", {"base_revision": 1, "text": ANAS}).json
    assert (answer["base_revision"], answer["revision"]) == (1, 2)
    assert answer["conflicts"] == [
        {"line": 5, "base": "zweiter Absatz\n", "theirs": "bens Absatz\n", "mine": "anas Absatz\n"}
    ]


def test_a_forged_screen_does_not_bypass_write_access(browser, write) -> None:
    with write() as session:
        make.space(session, "cleo", "geheim", "private")
        hidden = make.page(session, "cleo", "geheim", "Geheim", "Geheimnis")
    client = browser("ana")
    client.get("/")
    answer = client.post(f"/p/{hidden}/resolve", way="mine", base_revision="1", their_revision="1", text="x")
    assert answer.status_code == 404 and "Geheimnis" not in answer.text


def test_mixed_line_ends_survive_the_screen(client, program, page) -> None:
    mixed = TEXT.replace("erster Absatz\n", "erster Absatz\r\n")
    program("ana")("PUT", f"/pages/{page}", {"base_revision": 1, "text": mixed})
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 2, "text": mixed.replace("zweiter", "bens")})
    screen = save(client, page, TEXT.replace("zweiter", "anas"), base_revision="2")
    assert resolve(client, page, screen, "mine").status_code == 303
    assert head(program, page)["text"] == mixed.replace("zweiter", "anas")
