"""What is switched off is absent: no page, no route, no link, nothing shown to anybody."""

import pytest

from kms.settings.service import change
from kms.settings.values import FULL, OWN
from tests import make

WAYS = {
    "questions": ["/questions", "/questions/new"],
    "saved_searches": ["/search/saved"],
    "announcements": ["/announcements"],
    "hints": ["/hints"],
}


@pytest.mark.parametrize("part", WAYS)
def test_an_absent_part_has_no_address(browser, write, part) -> None:
    lena = browser("lena")
    for address in WAYS[part]:
        assert lena.get(address).status_code == 200
    with write() as session:
        change(session, profile=OWN, **{part: False})
    for address in WAYS[part]:
        assert lena.get(address).status_code == 404
    for page in ("/", "/search?q=nothing+like+this"):
        assert f'href="{WAYS[part][0]}' not in lena.get(page).text


def test_an_absent_part_is_absent_from_the_api(program, write) -> None:
    assert program("ana")("GET", "/searches").status_code == 200
    with write() as session:
        change(session, profile=OWN, saved_searches=False)
    assert program("ana")("GET", "/searches").status_code == 404


def test_what_was_announced_before_is_not_shown(browser, write, team) -> None:
    lena = browser("lena")
    lena.get("/announcements")
    lena.post("/announcements", text="The lift is broken", to=str(team), days="3")
    assert "The lift is broken" in browser("ben").get("/").text
    with write() as session:
        change(session, profile=OWN, announcements=False)
    assert "The lift is broken" not in browser("ben").get("/").text


def test_nobody_sees_who_edits_if_presence_is_switched_off(browser, write) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "Leitern")
    ana, lena = browser("ana"), browser("lena")
    for one in (ana, lena):
        one.get(f"/p/{page}/edit")
    lena.post(f"/p/{page}/editing", tab="t1")
    assert "Lena" in ana.post(f"/p/{page}/editing", tab="t2").text
    with write() as session:
        change(session, profile=OWN, presence=False)
    assert "Lena" not in ana.post(f"/p/{page}/editing", tab="t2").text


def test_the_full_profile_offers_formulas_and_the_simple_one_does_not(browser, write) -> None:
    assert 'value="maths"' not in browser("ana").get("/spaces/new").text
    with write() as session:
        change(session, profile=FULL)
    assert 'value="maths"' in browser("ana").get("/spaces/new").text


def test_the_page_keeps_the_own_choice_switches(browser) -> None:
    root = browser("root")
    root.get("/admin/settings/profile")
    assert root.post("/admin/settings/profile", profile=OWN, questions="1").status_code == 303
    shown = root.get("/admin/settings/profile").text
    assert 'value="own" checked' in shown and 'name="questions" value="1" checked' in shown
    assert 'name="presence" value="1" checked' not in shown


def test_the_company_s_language_is_for_those_who_ask_for_none(browser, write) -> None:
    with write() as session:
        change(session, language="de")
    guest = browser("guest")
    assert '<html lang="de"' in guest.get("/sign-in", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in guest.get("/sign-in", headers={"Accept-Language": "en"}).text


def test_switched_off_comments_and_hints_leave_no_text(browser, write, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "Leitern")
    ana, ben = browser("ana"), browser("ben")
    ana.get("/")
    assert ana.post("/comments", about=f"page:{page}", text="A rung is broken").status_code == 303
    index_all()
    for address in (f"/p/{page}", "/search?q=rung"):
        assert "A rung is broken" in ben.get(address, follow_redirects=True).text.replace("<mark>", "").replace(
            "</mark>", ""
        )
    with write() as session:
        change(session, profile=OWN, comments=False, hints=False)
    shown = ben.get(f"/p/{page}", follow_redirects=True).text
    assert "A rung is broken" not in shown and 'id="comments"' not in shown and "Send a hint" not in shown
    assert "is broken" not in ben.get("/search?q=rung").text
    assert ana.post("/comments", about=f"page:{page}", text="One more").status_code == 404
    assert ana.post(f"/p/{page}/hints", text="One more").status_code == 404
