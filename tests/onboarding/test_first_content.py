"""First content: useful pages that say what to replace, added once, by administrators only."""

import pytest

from kms.access.service import grants_of
from kms.core.errors import Forbidden
from kms.markup.render import render
from kms.onboarding.seeding import content, service
from kms.onboarding.seeding.inputs import SeedChoice
from kms.wiki.models import Page, Space
from tests import make

ALL = SeedChoice(content.PARTS, "de", "", "Handbuch", True)


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_every_page_says_what_to_replace_and_links_only_to_what_comes_with_it(language):
    found = content.parts(language)
    titles = {part.title for part in found}
    assert len(titles) == len(content.PARTS)
    red = {"Kreissäge", "Circular saw"}
    for part in found:
        rendered = render(part.text)
        assert 'class="callout callout-important"' in rendered.html, part.key
        assert {link.target for link in rendered.links if link.kind == "wiki"} <= titles | red, part.key


def test_a_second_time_adds_only_what_is_missing(write, session):
    with write() as changing:
        root = make.actor(changing, "root")
        first = service.install(changing, root, SeedChoice(content.PARTS[:2], "de", "", "Handbuch", False))
        changing.query(Page).filter_by(title="Wer macht was").one().title = "Wer wofür"
    with write() as changing:
        second = service.install(changing, root, SeedChoice(content.PARTS, "de", first.space, "", False))
        third = service.install(changing, root, SeedChoice(content.PARTS, "de", first.space, "", False))
    assert (len(first.pages), len(second.pages), len(third.pages)) == (2, 4, 0)
    assert session.query(Page).count() == 6
    assert {page.space_id for page in session.query(Page)} == {session.query(Space).one().id}


def test_each_group_has_a_space_that_its_lead_manages_and_the_administrator_does_not_see(write, browser, team):
    with write() as session:
        report = service.install(session, make.actor(session, "root"), ALL)
        space = session.query(Space).filter_by(name="Team").one()
        assert set(grants_of(session, space.acl_id)) == {f"group:{team}", f"lead:{team}"}
    assert report.spaces == ("Handbuch", "Team")
    assert browser("ben").get("/spaces/team").status_code == 200
    assert browser("root").get("/spaces/team").status_code == 404
    assert browser("cleo").get("/spaces/team").status_code == 404
    assert browser("cleo").get(f"/spaces/{report.space}").status_code == 200


def test_only_administrators_add_it(write, browser):
    with write() as session, pytest.raises(Forbidden):
        service.install(session, make.actor(session, "lena"), ALL)
    assert browser("lena").get("/admin/first-content").status_code == 403


def test_the_form_creates_what_is_chosen_and_continues_the_setup(browser, session):
    root = browser("root")
    assert root.get("/setup/content").headers["Location"].startswith("/admin/first-content")
    assert "Who does what" in root.get("/admin/first-content?first=1").text
    answer = root.post("/admin/first-content?first=1", parts=["forms", "writing"], name="Handbook", space="")
    assert answer.headers["Location"] == "/setup/done"
    assert {page.title for page in session.query(Page)} == {"Forms", "How we write here"}
    again = root.get("/admin/first-content").text
    assert "is there already" in again
    refused = root.post("/admin/first-content", parts=["nonsense"], name="")
    assert refused.status_code == 422
