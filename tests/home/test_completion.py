"""What the editor offers while a link is typed."""

from typing import Any

import pytest

from kms.access import policy
from kms.markup.render import render
from kms.wiki.links import resolving
from kms.wiki.pages import queries
from tests import make


def offered(answer: Any) -> list[tuple[str, str | None]]:
    return [(choice["title"], choice["target"]) for choice in answer.json["choices"]]


@pytest.fixture
def handbook(write, team, index_all) -> dict[str, int]:
    """A space of ana's group and one for everybody, with pages of the same titles."""
    with write() as session:
        make.space(session, "ana", "handbuch", f"group:{team}")
        make.space(session, "ana", "alle")
        ids = {
            "leiter": make.page(
                session, "ana", "handbuch", "Leiterprüfung", "## Sichtprüfung\n\n## Belege\n\n## Belege"
            ),
            "kunden": make.page(session, "ana", "handbuch", "Kunden"),
            "alle": make.page(session, "ana", "alle", "Kunden"),
            "klammer": make.page(session, "ana", "handbuch", "Kunden [alt]"),
        }
        ids["nord"] = make.page(session, "ana", "handbuch", "Nord", parent=ids["kunden"])
        make.bookmark(session, "ana", "https://example.org/leitern", "Leitern im Betrieb", audience=f"group:{team}")
    index_all()
    return ids


def test_pages_and_bookmarks_are_offered_by_the_beginning_of_a_word(browser, handbook) -> None:
    answer = browser("ben").get("/complete/links?q=leiter&space=handbuch")
    assert offered(answer) == [("Leiterprüfung", "Leiterprüfung"), ("Leitern im Betrieb", None)]
    assert [choice["href"] for choice in answer.json["choices"]][1] == "https://example.org/leitern"


def test_a_stranger_is_offered_nothing_of_what_the_group_sees(browser, handbook) -> None:
    for words in ("leiter", "Leiterprüfung#", "Leiterprüfung#Sicht", "kunden"):
        answer = browser("cleo").get(
            f"/complete/links?q={words}&page={handbook['leiter']}&space=handbuch".replace("#", "%23")
        )
        titles = [title for title, _ in offered(answer)]
        assert titles in ([], ["Kunden"])
        assert answer.json["create"] is None
        assert "Sicht" not in answer.text
    seen = browser("ben").get("/complete/links?q=Leiterpr%C3%BCfung%23Sicht&space=handbuch")
    assert offered(seen) == [("Sichtprüfung", "Leiterprüfung#Sichtprüfung")]


def test_a_suggested_link_leads_to_that_page_and_no_other(browser, handbook, session, runtime) -> None:
    answer = browser("ben").get(f"/complete/links?q=kunden&page={handbook['leiter']}")
    targets = {choice["href"]: choice["target"] for choice in answer.json["choices"]}
    assert targets[f"/p/{handbook['kunden']}/kunden"] == "Kunden"
    assert targets[f"/p/{handbook['alle']}/kunden"] == "alle:Kunden"
    assert targets[f"/p/{handbook['klammer']}/kunden-alt"] is None
    reach = policy.reach(session, make.actor(session, "ben"))
    for address, target in targets.items():
        if target:
            link = render(f"[[{target}]]").links[0]
            place = queries.get_page(session, reach, handbook["leiter"]).place
            assert resolving.resolve_links(session, reach, place, [link])[0].href == address


def test_a_page_is_not_offered_to_itself(browser, handbook) -> None:
    ask = browser("ben").get
    assert ("Leiterprüfung", "Leiterprüfung") in offered(ask("/complete/links?q=leiter&space=handbuch"))
    titles = [title for title, _ in offered(ask(f"/complete/links?q=leiter&page={handbook['leiter']}"))]
    assert titles == ["Leitern im Betrieb"]


def test_headings_follow_a_number_sign(browser, handbook) -> None:
    answer = browser("ben").get("/complete/links?q=Leiterpr%C3%BCfung%23bel&space=handbuch")
    assert offered(answer) == [("Belege", "Leiterprüfung#Belege"), ("Belege", "Leiterprüfung#belege-1")]


def test_the_headings_of_the_same_page_need_no_title(browser, handbook) -> None:
    answer = browser("ben").get(f"/complete/links?q=%23sicht&page={handbook['leiter']}")
    assert offered(answer) == [("Sichtprüfung", "#Sichtprüfung")]


def test_a_new_page_is_offered_if_one_may_create_it_and_the_title_is_free(browser, handbook) -> None:
    ask = browser("ben").get
    assert ask("/complete/links?q=Urlaub&space=handbuch").json["create"] == "Urlaub"
    assert ask("/complete/links?q=leiterpr%C3%BCfung&space=handbuch").json["create"] is None
    assert browser("cleo").get("/complete/links?q=Urlaub&space=handbuch").json["create"] is None


def test_without_a_word_the_latest_pages_are_offered(browser, handbook) -> None:
    assert ("Nord", "Nord") in offered(browser("ben").get("/complete/links?q=&space=handbuch"))


def test_signed_out_people_get_no_suggestions(browser, handbook) -> None:
    assert browser("guest").get("/complete/links?q=leiter").status_code == 302


def test_people_groups_and_files_are_no_link_targets(browser, index_all) -> None:
    index_all()
    answer = browser("ben").get("/complete/links?q=ben").json
    assert [choice["kind"] for choice in answer["choices"]] == []
