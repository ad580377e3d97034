"""Going back in the setup: every step shows again what was entered there."""

import re
from urllib.parse import unquote

import pytest

from kms.accounts import queries

LIST = "Name\tGruppe\nSabine Brandt\tVertrieb\nJürgen Weiß\tVertrieb"


@pytest.fixture
def root(browser):
    """The administrator."""
    return browser("root")


def fields(text: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def test_the_first_step_comes_back_filled_and_the_list_goes_along(root, runtime) -> None:
    back = root.post("/setup/firm", first="1", step="back", text=LIST, name="", content="")
    assert back.status_code == 200
    assert 'value="Root"' in back.text and 'name="password"' not in back.text
    assert "Sabine Brandt\tVertrieb" in fields(back.text)["text"]
    firm = {"company_name": "Leiterbau", "language": "en", "name": "Rosa Root", "user_name": "root", "email": ""}
    forth = root.post("/setup/firm", first="1", text=LIST, content="", **firm)
    assert forth.status_code == 200 and "2 new people" in forth.text and "Jürgen Weiß" in forth.text
    with runtime.database.reading() as session:
        found = queries.find_person(session, "root")
        assert found is not None and found.name == "Rosa Root"
    assert "Leiterbau" in root.get("/setup/firm").text


def test_an_error_in_the_first_step_keeps_the_list(root) -> None:
    wrong = root.post(
        "/setup/firm", first="1", text=LIST, company_name="Leiterbau", language="de", name="", user_name="r"
    )
    assert wrong.status_code == 422
    assert "Sabine Brandt" in fields(wrong.text)["text"] and 'value="Leiterbau"' in wrong.text


def test_added_people_stay_and_are_named(root) -> None:
    assert "Back" in root.get("/admin/people/paste?first=1").text
    assert root.post("/admin/people/paste", first="1", text=LIST).location.endswith("/setup/content")
    again = root.get("/admin/people/paste?first=1").text
    assert "6 colleagues are here already and stay: Ana, Ben, Cleo, Jürgen Weiß, Lena, Sabine Brandt" in again


def test_choices_of_the_third_step_are_restored(root) -> None:
    page = root.get("/admin/first-content?first=1").text
    part = re.findall(r'name="parts" value="([^"]+)"', page)[1]
    back = root.post("/admin/first-content/back", parts=part, name="Wegweiser", space="")
    assert back.status_code == 303
    step = root.get(back.location).text
    content = fields(step)["content"].replace("&amp;", "&")
    assert f"parts={part}" in unquote(content)
    forth = root.post("/admin/people/paste", first="1", text=LIST, content=content)
    shown = root.get(root.get(forth.location).location).text
    assert re.findall(r'value="([^"]+)" checked', shown) == [part] and 'value="Wegweiser"' in shown


def test_the_last_step_leads_back_to_the_third(root) -> None:
    assert 'href="/setup/content"' in root.get("/setup/done").text


def test_only_administrators_go_through_the_steps(team, browser) -> None:
    for name in ("ana", "guest"):
        assert browser(name).get("/setup/firm").status_code in (302, 303, 403, 404)
        assert browser(name).post("/setup/firm", company_name="Raub").status_code in (302, 303, 400, 403, 404)
    assert "Raub" not in browser("root").get("/setup/firm").text
