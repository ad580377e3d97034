"""The help centre shows the repository's manual: every page and picture responds, in both languages."""

import re
from pathlib import Path

import pytest

from hatch_build import manual as packed
from kms.home import manual
from kms.home.help_views import FORMS, HELP

ROOT = Path(__file__).parents[2]
GERMAN, ENGLISH = {"Accept-Language": "de"}, {"Accept-Language": "en"}


def test_all_pages_of_the_manual_are_topics_in_the_order_of_its_list(browser) -> None:
    for language, headers in (("de", GERMAN), ("en", ENGLISH)):
        shown = browser("guest").get("/help", headers=headers).text
        names = re.findall(r'class="row-title" href="/help/([\w-]+)"', shown)
        files = {path.stem for path in (ROOT / "docs/user" / language).glob("*.md")} - {"README"}
        assert files <= set(names) and names[0] == "write-page"
    assert "Eine Seite schreiben" in browser("guest").get("/help", headers=GERMAN).text


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_link_and_picture_of_the_manual_responds(browser, language: str) -> None:
    guest, faults = browser("guest"), []
    for topic in manual.topics(language):
        shown = guest.get(f"/help/{topic.name}", headers={"Accept-Language": language})
        assert shown.status_code == 200
        for address in re.findall(r'(?:src|href)="([^"]+)"', topic.html):
            if not re.match(r"#|https?:|mailto:", address):
                answer = guest.get(address.partition("#")[0])
                faults += [] if answer.status_code == 200 else [f"{topic.name}: {address}"]
    assert faults == []


def test_what_people_look_for_narrows_the_topics(browser) -> None:
    def found(words: str) -> list[str]:
        shown = browser("guest").get("/help", query_string={"q": words}, headers=GERMAN).text
        return re.findall(r'class="row-title" href="/help/([\w-]+)"', shown)

    assert found("QR-Code Drucken")[0] == "paper"
    assert "phone" in found("installieren iphone") and "paper" not in found("installieren iphone")
    assert found("gibtesnicht") == []


def test_no_path_leads_out_of_the_manual(browser) -> None:
    guest = browser("guest")
    assert guest.get("/help/pictures/..%2f..%2fREADME.md").status_code == 404
    assert guest.get("/help/pictures/nothing.png").status_code == 404
    assert guest.get("/help/README").status_code == 404


def test_screens_lead_to_topics_that_exist(app, browser) -> None:
    assert FORMS <= set(HELP) <= set(app.view_functions)
    for language in ("de", "en"):
        assert set(HELP.values()) <= {topic.name for topic in manual.topics(language)}
    ana = browser("ana")
    assert 'href="/help/save-bookmark"' in ana.get("/bookmarks/new").text
    assert 'href="/help/save-bookmark"' in ana.get("/bookmarks").text, "the empty list says how it works"
    assert 'href="/help"' in ana.get("/").text


def test_the_wheel_contains_the_manual_and_only_its_pictures() -> None:
    files = packed()
    inside = set(files.values())
    assert "kms/_manual/user/de/README.md" in inside and "kms/_manual/user/extension.en.md" in inside
    shown = {name for name in inside if name.startswith("kms/_manual/pictures/")}
    assert "kms/_manual/pictures/help-phone-de.webp" in shown
    assert sum(Path(path).stat().st_size for path in files) < 1_500_000
