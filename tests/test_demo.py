"""The demo company: complete, linked, pleasant to try, and only for an empty installation."""

import re
import time
from urllib.parse import unquote_plus

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from kms import demo
from kms.access.policy import reach
from kms.accounts.models import Group, Person
from kms.accounts.queries import find_actor
from kms.app import create_app
from kms.bookmarks.models import Bookmark
from kms.cli import main
from kms.jobs.models import Job
from kms.links.models import FETCH_JOB
from kms.runtime import Runtime
from kms.wiki.models import Page, Space
from kms.wiki.pages import queries
from tests import make
from tests.conftest import Browser

WANTED = {
    "Betriebsausflug",
    "Dienstfahrzeuge",
    "Lieferantenbewertung",
    "Montage planen",
    "Notfallkontakte",
    "Preisliste Leitern",
    "Safety rules in English",
    "Treppenlift vorbereiten",
}
"""Links that are red on purpose: pages somebody may want to write."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    made = make.runtime(tmp_path_factory.mktemp("demo"), fetch_titles=False, url="http://wiki.test")
    began = time.process_time()
    demo.fill(made)
    assert time.process_time() - began < 10
    return made


@pytest.fixture(scope="module")
def app(company: Runtime) -> Flask:
    return create_app(company.config, company)


def signed_in(app: Flask, name: str) -> Browser:
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    assert browser.post("/sign-in", user_name=name, password=demo.PASSWORD).status_code == 303
    return browser


def test_the_company_is_as_large_as_promised(company: Runtime) -> None:
    with company.database.reading() as session:
        count = {model: session.scalar(select(func.count()).select_from(model)) or 0
                 for model in (Person, Group, Space, Page, Bookmark)}  # fmt: skip
    assert (count[Person], count[Group], count[Space]) == (12, 4, 3)
    assert count[Page] >= 50
    assert count[Bookmark] >= 200


def test_every_link_works_except_the_wanted_pages(company: Runtime, app: Flask) -> None:
    missing, readers = set(), {"handbuch": "paul", "werkstatt": "paul", "vertrieb": "deniz"}
    for space, name in readers.items():
        browser = signed_in(app, name)
        with company.database.reading() as session:
            pages = queries.list_pages(session, reach(session, find_actor(session, name)), space=space, limit=100).items
        for page in pages:
            text = browser.get(page.address).text
            red = re.findall(r'<a class="wiki-link red" href="[^"]*title=([^"&]+)', text)
            missing.update(unquote_plus(title) for title in red)
            assert "/choose?" not in text, f"{page.title} has a link with several targets"
    assert missing == WANTED


def test_an_outsider_sees_the_handbook_and_nothing_of_the_groups(company: Runtime, app: Flask) -> None:
    with company.database.reading() as session:
        readable = reach(session, find_actor(session, "jonas"))
        assert [space.slug for space in queries.list_spaces(session, readable)] == ["handbuch"]
        hidden = session.scalars(select(Page).where(Page.title == "Kalkulation")).one().id
    assert signed_in(app, "jonas").get(f"/p/{hidden}/kalkulation").status_code == 404
    assert signed_in(app, "deniz").get(f"/p/{hidden}/kalkulation").status_code == 200


def test_nothing_is_fetched_from_the_web(company: Runtime) -> None:
    with company.database.reading() as session:
        assert not session.scalar(select(func.count()).select_from(Job).where(Job.kind == FETCH_JOB))


def test_the_sign_in_hint_names_address_password_and_three_people(company: Runtime) -> None:
    first, *people = demo.sign_ins(company)
    assert "http://wiki.test" in first and demo.PASSWORD in first
    assert [line.split()[0] for line in people] == ["sabine", "deniz", "georg"]


def test_another_installation_shows_no_demo_sign_ins(runtime: Runtime) -> None:
    assert demo.sign_ins(runtime) == []


def test_the_demo_refuses_an_installation_that_is_not_empty(runtime: Runtime) -> None:
    with pytest.raises(demo.NotEmpty):
        demo.fill(runtime)
    refused = CliRunner().invoke(main, ["demo", "--data", str(runtime.config.data)])
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    with runtime.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == len(make.CAST)


def test_no_page_is_a_stub() -> None:
    short = [path.name for path in demo.CONTENT.rglob("*.md") if len(path.read_text(encoding="utf-8").split()) < 60]
    assert not short
