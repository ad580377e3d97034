"""Agendas: every reader may add one line and nothing else; minutes start from the agenda's content."""

import pytest
from sqlalchemy import select

from kms.access.policy import Level
from kms.access.service import set_grants
from kms.core.errors import Conflict
from kms.markup.outline import items_under
from kms.markup.render import render
from kms.wiki.agenda.items import ITEMS, minutes_text, with_suggestion
from kms.wiki.models import Page, Revision, Space
from kms.wiki.pages.inputs import PageDraft
from kms.wiki.revisions.service import create_page
from kms.wiki.templates import service as templates
from tests import make

TEXT = """## Teilnehmende

- @ana
- @ben

## Themen

1. Urlaub
   - Sommer
2. … Nächstes Thema

## Vorbereitung

- lesen
"""


def test_a_suggestion_replaces_the_placeholder_then_follows_the_last():
    once = with_suggestion(TEXT, "Neue Kreissäge", "Ben")
    assert once == TEXT.replace("… Nächstes Thema", "Neue Kreissäge (Ben)")
    twice = with_suggestion(once, "Parkplatz", "Cleo")
    assert twice == once.replace("(Ben)\n", "(Ben)\n3. Parkplatz (Cleo)\n")


@pytest.mark.parametrize(
    "words",
    ["# groß", "[[Gehälter]]", "**fett** `code`", "1. eins", "@ana kommt", "a\n## Vorbereitung\n- b", "&copy; <b>"],
)
def test_markup_in_a_suggestion_is_text(words):
    added = with_suggestion(TEXT, words, "Ben *Stern*")
    assert len(items_under(added, ITEMS)) == 2
    page, before = render(added), render(TEXT)
    assert [h.text for h in page.headings] == [h.text for h in before.headings]
    assert (page.links, page.names) == (before.links, before.names)
    assert items_under(added, ITEMS)[1] == f"{' '.join(words.split())} (Ben *Stern*)"


def test_code_is_no_list_of_items():
    text = "## Themen\n\n```\n- keins\n```\n"
    assert items_under(with_suggestion(text, "Urlaub", "Ben"), ITEMS) == ["Urlaub (Ben)"]
    with pytest.raises(Conflict):
        with_suggestion("# Nichts\n", "Urlaub", "Ben")


@pytest.fixture
def agenda(runtime, team):
    """An agenda of ana's that her group may only read."""
    with runtime.database.transaction() as session:
        ana = make.actor(session, "ana")
        make.space(session, "ana", "team", f"group:{team}")
        acl = session.query(Space).one().acl_id
        set_grants(session, acl, {f"user:{ana.person_id}": Level.MANAGE, f"group:{team}": Level.READ})
        draft = PageDraft("Montagsrunde", TEXT, (), None)
        return create_page(session, ana, "team", draft, render(TEXT), pattern="agenda").id


def test_readers_suggest_and_strangers_see_nothing(browser, program, session, agenda):
    ben = browser("ben")
    assert 'name="text"' in ben.get(f"/p/{agenda}/montagsrunde").text
    assert ben.post(f"/p/{agenda}/suggest", text="Neue Säge").status_code == 303
    head = session.get(Revision, session.get(Page, agenda).head_id)
    assert "2. Neue Säge (Ben)\n" in head.text and head.author_id == make.actor(session, "ben").person_id
    assert browser("cleo").post(f"/p/{agenda}/suggest", text="Hallo").status_code == 404
    assert program("ben", "read")("POST", f"/pages/{agenda}/suggestions", {"text": "x"}).status_code == 403
    assert program("ben")("POST", f"/pages/{agenda}/suggestions", {"text": "Parkplatz"}).status_code == 204


def test_a_page_that_is_no_agenda_accepts_no_suggestion(browser, write, agenda):
    with write() as session:
        id = make.page(session, "ana", "team", "Seite", TEXT)
    assert browser("ben").post(f"/p/{id}/suggest", text="Hallo").status_code == 409


def test_minutes_start_from_the_agenda_and_end_its_suggestions(browser, session, agenda):
    ana = browser("ana")
    form = ana.get(f"/spaces/team/new?template=minutes&agenda={agenda}").text
    text = form.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert "Agenda: [[Montagsrunde]]" in text and "- @ben" in text and "### Urlaub" in text
    assert 'value="Minutes: Montagsrunde"' in form
    ana.post("/spaces/team/new", title="Minutes", text="Agenda: [[Montagsrunde]]", template="minutes")
    shown = browser("ben").get(f"/p/{agenda}/montagsrunde").text
    assert "Open the minutes" in shown and "Suggest an item" not in shown
    assert browser("ben").post(f"/p/{agenda}/suggest", text="zu spät").status_code == 409


def test_the_texts_of_both_languages_become_minutes():
    for language in templates.LANGUAGES:
        agenda, minutes = (
            next(t for t in templates.built_in(language) if t.key == key) for key in ("agenda", "minutes")
        )
        text = minutes_text(minutes.text, with_suggestion(agenda.text, "Säge", "Ben"), "[[A]]")
        assert "### Säge (Ben)\n\n…" in text and "### …" not in text


def test_minutes_of_one_meeting_are_not_the_drafted_ones_of_another(browser, agenda):
    ana = browser("ana")
    ana.get("/")
    ana.post("/drafts", slot="of-other-minutes", space="team", title="Anderes", text="halb fertig", template="minutes")
    form = ana.get(f"/spaces/team/new?template=minutes&agenda={agenda}").text
    assert "halb fertig" not in form and "### Urlaub" in form


@pytest.mark.parametrize("key", ["minutes", "how-to"])
def test_minutes_leave_out_what_stayed_empty_and_nothing_else(browser, session, agenda, key):
    ana = browser("ana")
    ana.get("/spaces/team/new")
    filled = ("## Participants", "- Ana", "## Items", "### Urlaub")
    unused = ("## Decisions", "- … What was decided?", "## Tasks", "## Eigenes", "## Next meeting", "… When and where?")
    text = "\r\n\r\n".join((*filled, *unused))
    assert ana.post("/spaces/team/new", title="Runde", text=text, template=key).status_code == 303
    made = session.scalars(select(Revision).where(Revision.title == "Runde")).one().text
    kept = ["## Participants", "## Items", "### Urlaub", "## Eigenes"]
    if key == "minutes":
        assert [line for line in made.split("\n") if line.startswith("#")] == kept and made.endswith("## Eigenes\n")
    else:
        assert "## Decisions" in made and "## Next meeting" in made
