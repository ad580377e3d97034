"""Editing one section: it ends up where its heading is, whatever was saved above or below meanwhile (T07)."""

import html
import re

import pytest

from tests import make

TEXT = """Ümläute davor.

## Größe

```
## keine
```

mittlerer Text

### Darunter

unten

## Zwilling

eins

## Zwilling

zwei
"""


@pytest.fixture
def page(write) -> int:
    with write() as session:
        make.space(session, "ana", "alle")
        return make.page(session, "ana", "alle", "Leitern", TEXT)


@pytest.fixture
def client(browser):
    opened = browser("ana")
    opened.get("/")
    return opened


def shown(client, page: int, section: str) -> str:
    """The text in the form of this section."""
    text = client.get(f"/p/{page}/edit", query_string={"section": section}).text
    found = re.search(r'<textarea[^>]* name="text"[^>]*>\n?(.*?)</textarea>', text, re.S)
    assert found
    return html.unescape(found[1])


def save(client, page: int, section: str, text: str, base: int = 1):
    return client.post(f"/p/{page}/edit", title="Leitern", text=text.replace("\n", "\r\n"), base_revision=str(base),
                       section=section, slot="slot-of-ana", tags="")  # fmt: skip


def head(program, page: int) -> str:
    return program("ana")("GET", f"/pages/{page}").json["text"]


def test_the_form_contains_only_the_section(client, page) -> None:
    assert shown(client, page, "h-größe") == "## Größe\n\n```\n## keine\n```\n\nmittlerer Text\n\n### Darunter\n\nunten"
    assert shown(client, page, "h-zwilling-1") == "## Zwilling\n\nzwei"


def test_each_heading_has_an_edit_link_for_those_who_may_write(client, browser, page, write, team) -> None:
    text = client.get(f"/p/{page}/leitern").text
    assert text.count("heading-link") == 4
    assert f'href="/p/{page}/edit?section=h-gr%C3%B6%C3%9Fe" aria-label="Edit section “Größe”"' in text


def test_t07_the_right_one_of_two_equal_headings_changes_and_nothing_else(client, program, page) -> None:
    assert save(client, page, "h-zwilling-1", "## Zwilling\n\nzwei, neu").status_code == 303
    assert head(program, page) == TEXT.replace("zwei\n", "zwei, neu\n")


def test_t07_text_inserted_above_and_below_meanwhile_stays(client, program, page) -> None:
    theirs = "Ganz neu davor: ## äöü\n\n## Größe 2\n\nnoch einer\n\n" + TEXT + "\n## Am Ende\n\nneu\n"
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": theirs})
    assert save(client, page, "h-zwilling", "## Zwilling\n\neins, neu").status_code == 303
    assert head(program, page) == theirs.replace("eins\n", "eins, neu\n")


def test_t07_a_removed_section_is_a_conflict_that_loses_nothing(client, program, page) -> None:
    theirs = TEXT.replace("## Zwilling\n\neins\n\n", "")
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": theirs})
    answer = save(client, page, "h-zwilling", "## Zwilling\n\neins, neu")
    assert answer.status_code == 409 and "eins, neu" in answer.text
    assert head(program, page) == theirs
    draft = program("ana")("GET", "/drafts/slot-of-ana").json
    assert (draft["section"], draft["text"]) == ("", TEXT.replace("eins\n", "eins, neu\n"))


def test_t07_a_heading_that_was_renamed_meanwhile_keeps_its_new_name(client, program, page) -> None:
    theirs = TEXT.replace("## Größe", "## Maße")
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": theirs})
    changed = shown(client, page, "h-maße").replace("unten", "ganz unten").replace("## Maße", "## Größe")
    assert save(client, page, "h-größe", changed).status_code == 303
    assert head(program, page) == theirs.replace("unten", "ganz unten")


def test_t29_an_unchanged_section_makes_no_revision(client, program, page) -> None:
    for section in ("h-größe", "h-darunter", "h-zwilling", "h-zwilling-1"):
        assert save(client, page, section, shown(client, page, section)).status_code == 303
    assert program("ana")("GET", f"/pages/{page}").json["revision"] == 1


def test_a_missing_section_opens_the_whole_page_and_says_so(client, page) -> None:
    text = client.get(f"/p/{page}/edit?section=h-fort").text
    assert "This section cannot be written alone" in text and "Ümläute davor." in text
    assert save(client, page, "h-fort", "x").status_code == 422


def test_an_emptied_section_is_removed(client, program, page) -> None:
    save(client, page, "h-zwilling", "")
    assert head(program, page) == TEXT.replace("## Zwilling\n\neins\n\n", "")


def test_a_draft_of_a_section_is_continued_as_one(client, program, page) -> None:
    client.post("/drafts", slot="slot-of-ana", page=str(page), base_revision="1", section="h-zwilling", title="Leitern",
                text="## Zwilling\n\neins, neu", version="0")  # fmt: skip
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": "davor\n\n" + TEXT})
    assert shown(client, page, "h-zwilling") == "## Zwilling\n\neins, neu"
    assert shown(client, page, "") == "davor\n\n" + TEXT
    assert save(client, page, "h-zwilling", "## Zwilling\n\neins, neu").status_code == 303
    assert head(program, page) == "davor\n\n" + TEXT.replace("eins\n", "eins, neu\n")


def test_api_clients_change_a_section_too(program, page) -> None:
    body = {"base_revision": 1, "section": "h-zwilling-1", "text": "## Zwilling\n\nzwei, neu\n"}
    assert program("ana")("PUT", f"/pages/{page}", body).json["text"] == TEXT.replace("zwei\n", "zwei, neu\n")
