"""Templates: offered to those who may read them, filled in when a page starts from one, never evaluated."""

from datetime import date

import pytest

from kms.wiki.models import Page, Revision
from kms.wiki.templates import service as templates
from kms.wiki.templates.variables import Occasion, fill, fill_title
from tests import make

FRIDAY = date(2026, 11, 27)


def occasion(**changed):
    values = {"language": "de", "today": FRIDAY, "author": "Ana *Stern*", "user_name": "ana", "space": "Büro"}
    return Occasion(**{**values, **changed})


def test_variables_are_filled_in_both_languages_and_unknown_ones_stay():
    text = "{{Datum}} {{date}} {{ Wochentag }} {{nächster Montag}} {{next Friday}} {{Bereich}} {{7*7}} {{x.__class__}}"
    assert fill(text, occasion()) == (
        "27.11.2026 27.11.2026 Freitag 30.11.2026 04.12.2026 Büro {{7*7}} {{x.__class__}}"
    )
    assert fill("{{Datum}}, {{weekday}}", occasion(language="en")) == "27 Nov 2026, Friday"


def test_filled_in_values_are_text_and_no_markup():
    assert fill("{{author}}", occasion()) == r"Ana \*Stern\*"
    assert fill_title("# {{Titel}}", "[[Gehälter]] {{date}}") == r"# \[\[Gehälter\]\] {{date}}"


@pytest.mark.parametrize("language", templates.LANGUAGES)
def test_every_built_in_template_says_what_it_is_for_and_fills_completely(language):
    for template in templates.built_in(language):
        assert template.name and template.line, template.key
        title, text = templates.filled(template, occasion(language=language))
        assert "{{" not in title + text, template.key


def test_unused_placeholders_go_when_the_page_is_created(browser, session):
    ana = browser("ana")
    ana.get("/spaces/new")
    ana.post("/spaces/new", name="Büro", access="everyone")
    form = ana.get("/spaces/buero/new?template=minutes", headers={"Accept-Language": "de"})
    assert "## Entscheidungen" in form.text and "{{" not in form.text
    text = "## Entscheidungen\r\n\r\n- … Was wurde entschieden?\r\n- … und so weiter\r\n"
    client = {"Accept-Language": "de"}
    ana.client.post(
        "/spaces/buero/new",
        data={"csrf_token": ana.token, "title": "Protokoll", "text": text, "template": "minutes"},
        headers=client,
        base_url="http://wiki.test",
    )
    page = session.query(Page).one()
    assert page.pattern == "minutes"
    assert session.get(Revision, page.head_id).text == "## Entscheidungen\n\n- … und so weiter\n"


@pytest.fixture
def own_template(write, team):
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        make.space(session, "cleo", "alle")
        id = make.page(session, "ana", "team", "Angebot", "Sehr geehrte {{Titel}} {{nichts}}")
        templates.set_template(session, make.actor(session, "ana"), id, is_template=True)
    return f"page-{id}"


def test_a_page_used_as_a_template_is_offered_to_its_readers_only(browser, own_template):
    assert "Angebot" in browser("ben").get("/templates").text
    assert "Angebot" not in browser("cleo").get("/templates").text
    ben, cleo = (browser(name).get(f"/spaces/alle/new?template={own_template}").text for name in ("ben", "cleo"))
    assert "Sehr geehrte" in ben
    assert "Sehr geehrte" not in cleo


def test_readers_cannot_turn_a_page_into_a_template(browser, own_template):
    cleo = browser("cleo")
    assert cleo.post(f"/p/{own_template[5:]}/template", on="0").status_code == 404
    assert "Angebot" in browser("ben").get("/templates").text


def test_api_clients_start_from_templates_too(program, own_template):
    keys = [item["key"] for item in program("ben")("GET", "/templates").json["items"]]
    assert own_template in keys and "agenda" in keys
    assert own_template not in [item["key"] for item in program("cleo")("GET", "/templates").json["items"]]
    made = program("ben")("POST", "/pages", {"space": "alle", "title": "Frau Brandt", "template": own_template})
    assert made.json["text"] == "Sehr geehrte Frau Brandt {{nichts}}"


def test_a_draft_keeps_its_template_and_is_continued_with_it(browser, own_template):
    ben = browser("ben")
    ben.get("/")
    kept = {"slot": "of-the-minutes", "space": "alle", "title": "Montag", "text": "halb fertig", "template": "minutes"}
    assert ben.post("/drafts", **kept).status_code == 200
    again = ben.get("/spaces/alle/new?template=minutes").text
    assert "halb fertig" in again and 'name="template" value="minutes"' in again
    assert "halb fertig" not in ben.get("/spaces/alle/new").text.split("<textarea")[1]


def test_a_space_sets_the_template_of_its_new_pages(browser, own_template):
    ben, cleo = browser("ben"), browser("cleo")
    cleo.get("/spaces/alle/settings")
    cleo.post("/spaces/alle/settings", name="Alle", access="everyone", template="how-to")
    assert "How it is done" in ben.get("/spaces/alle/new?title=Leiter").text
    assert "How it is done" not in ben.get("/spaces/alle/new?template=blank").text.split("<textarea")[1]


def test_with_one_space_of_ones_group_minutes_need_no_choice(browser, own_template):
    answer = browser("ben").get("/pages/new?template=minutes")
    assert answer.headers["Location"] == "/spaces/team/new?template=minutes"
    assert "Alle" in browser("ben").get("/pages/new?template=minutes&choose=1").text
