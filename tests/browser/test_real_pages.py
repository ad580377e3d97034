"""Real pages are edited as a person would, in Chromium and in Firefox, and only what was edited changes."""

import difflib
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Page, expect

from tests.browser.company import Company
from tests.browser.firefox import Firefox, firefox
from tests.browser.hands import editor, settle
from tests.sets import HANDBOOK, real_set

pytestmark = [pytest.mark.browser, pytest.mark.prove]
GUIDES = [(HANDBOOK / "en/people/leaving.md", "These notes are for")] + [
    (path / "handbook-en/departments/people-talent/people-ops/process/leaving.md", "This guide applies")
    for path in real_set("handbook-en.tar.gz")
]
RULES = [(HANDBOOK / "de/vereinbarungen/arbeitszeit.md", "Als Arbeitszeit zählt")] + [
    (path / "gesetze-de/arbzg.md", "Arbeitszeit im Sinne dieses Gesetzes ist") for path in real_set("gesetze-de.tar.gz")
]
NAMES = ("own", "real")

LAST_PARAGRAPH = (
    """[...document.querySelectorAll("#text p")].filter((p) => p.textContent.includes(arguments[0])).at(-1)"""
)


class Hands(Protocol):
    """What a person does in either browser."""

    def edit(self, page_id: int) -> None: ...
    def click_paragraph(self, words: str) -> None: ...
    def type(self, text: str) -> None: ...
    def press(self, *names: str) -> None: ...
    def save(self) -> None: ...


class InChromium:
    """With Playwright."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def edit(self, page_id: int) -> None:
        self.page.goto(f"{self.address}/p/{page_id}/edit")
        editor(self.page)

    def click_paragraph(self, words: str) -> None:
        paragraph = editor(self.page).locator(":is(p, li p)", has_text=words).last
        paragraph.click(position={"x": 2, "y": 6})
        settle(self.page)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        settle(self.page)

    def press(self, *names: str) -> None:
        self.page.keyboard.press("+".join(name.title() if len(name) > 1 else name for name in names))
        settle(self.page)

    def save(self) -> None:
        self.page.locator("main .form-actions button.primary").click()
        expect(self.page.locator("main .prose")).to_be_visible()


class InFirefox:
    """With Marionette."""

    def __init__(self, window: Firefox) -> None:
        self.window = window

    def edit(self, page_id: int) -> None:
        self.window.open(f"/p/{page_id}/edit")
        self.window.until("document.querySelector('#text[contenteditable=true]') !== null")

    def click_paragraph(self, words: str) -> None:
        """At the start of the last paragraph that contains the words."""
        self.window.until(f"{LAST_PARAGRAPH}.scrollIntoView({{block: 'center', behavior: 'instant'}}) ?? true", words)
        self.window.until(LAST_PARAGRAPH, words).click()
        self.window.until(f"getSelection().collapse({LAST_PARAGRAPH}, 0) ?? true", words)
        time.sleep(0.1)

    def type(self, text: str) -> None:
        self.window.type(text)

    def press(self, *names: str) -> None:
        self.window.press(*names)
        time.sleep(0.1)

    def save(self) -> None:
        self.window.click("main .form-actions button.primary")
        self.window.until("document.querySelector('main .prose') !== null && !document.querySelector('#text')")


@pytest.fixture(scope="module")
def window(server: str) -> Iterator[Firefox]:
    with firefox(server) as start:
        yield start()


@pytest.fixture(params=["chromium", "firefox"])
def hands(request: pytest.FixtureRequest, company: Company, server: str) -> Hands:
    if request.param == "chromium":
        return InChromium(request.getfixturevalue("ana").page, server)
    window = request.getfixturevalue("window")
    window.sign_in(company.sign_in("ana"))
    return InFirefox(window)


def text_of(path: Path) -> str:
    """A page that is a file, or one in an archive, whose path then follows the archive's."""
    if path.exists():
        return path.read_text("utf-8")
    archive = next(parent for parent in path.parents if parent.exists())
    with tarfile.open(archive) as files:
        found = files.extractfile(path.relative_to(archive).as_posix())
        assert found is not None
        return found.read().decode("utf-8")


def changes(before: str, after: str) -> list[str]:
    """The changed lines, each after + or -."""
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0)
    return [line.rstrip("\n") for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(("path", "words"), GUIDES, ids=NAMES[: len(GUIDES)])
def test_a_handbook_page_changes_only_where_it_was_edited(hands, company, path, words) -> None:
    text = text_of(path)
    line = next(line for line in text.splitlines() if line.startswith(words))
    page_id = company.page("ana", "handbuch", "Leaving", text)
    hands.edit(page_id)
    hands.click_paragraph(words)
    hands.press("CONTROL", "b")
    hands.type("Please note:")
    hands.press("CONTROL", "b")
    hands.type(" ")
    hands.save()
    assert changes(text, company.head(page_id)) == [f"-{line}", f"+**Please note:** {line}"]


@pytest.mark.parametrize(("path", "words"), RULES, ids=NAMES[: len(RULES)])
def test_a_statute_changes_only_where_it_was_edited(hands, company, path, words) -> None:
    text = text_of(path)
    line = next(line for line in text.splitlines() if words in line)
    page_id = company.page("ana", "handbuch", "Gesetz", text)
    hands.edit(page_id)
    hands.click_paragraph(words)
    hands.type("Merke: ")
    hands.save()
    assert changes(text, company.head(page_id)) == [f"-{line}", f"+Merke: {line}"]


@pytest.mark.parametrize("path", [path for path, _ in GUIDES], ids=NAMES[: len(GUIDES)])
def test_opening_and_saving_changes_nothing_at_all(hands, company, path) -> None:
    text = text_of(path)
    page_id = company.page("ana", "handbuch", "Unberührt", text)
    hands.edit(page_id)
    hands.save()
    assert company.head(page_id) == text
    assert company.revisions(page_id) == 1
