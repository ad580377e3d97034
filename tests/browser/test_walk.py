"""Every kind of page, narrow and wide, light and dark, German and English: accessible to everybody, no violations."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.axe import AXE, unreadable
from tests.browser.company import LONG_WORD, Company
from tests.browser.hands import as_markdown
from tests.browser.servers import serve
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.prove]

PHONE, DESK = 390, 1280

# kind of page → who looks, where; {alles} and the like are ids of company.py
WALK = {
    "start": ("ana", "/"),
    "start of a newcomer": ("cleo", "/"),
    "spaces": ("ana", "/spaces"),
    "space": ("ana", "/spaces/handbuch"),
    "new space": ("ana", "/spaces/new"),
    "settings of a space": ("ana", "/spaces/intern/settings"),
    "page with everything": ("ana", "/p/{alles}"),
    "page with history": ("ana", "/p/{leiter}"),
    "page with a long word": ("ana", "/p/{lang}"),
    "results with a long word": ("ana", f"/search?q={LONG_WORD}"),
    "empty page": ("ana", "/p/{leer}"),
    "edit": ("ana", "/p/{alles}/edit"),
    "new page": ("ana", "/spaces/handbuch/new?parent={leiter}"),
    "which space": ("ana", "/pages/new"),
    "which page": ("ana", "/spaces/handbuch/choose?title=Leiterprüfung"),
    "history": ("ana", "/p/{leiter}/history"),
    "revision": ("ana", "/p/{leiter}/revisions/1"),
    "difference": ("ana", "/p/{leiter}/compare?from=1&to=3"),
    "difference in one column": ("ana", "/p/{leiter}/compare?from=1&to=3&view=inline"),
    "move": ("ana", "/p/{darunter}/move"),
    "poster": ("ana", "/p/{lang}/poster?line=Vor+jeder+Benutzung"),
    "labels": ("ana", "/p/{leiter}/label?size=sheet70&below=1"),
    "labels of a space": ("ben", "/spaces/handbuch/labels?size=roll62"),
    "help": ("ana", "/help"),
    "page of the help": ("ana", "/help/save-bookmark"),
    "help for a guest": ("guest", "/help/phone"),
    "trash": ("ana", "/trash"),
    "changes": ("ana", "/changes"),
    "tags": ("ana", "/tags"),
    "tag": ("ana", "/tag?name=Sicherheit"),
    "bookmarks": ("ana", "/bookmarks"),
    "bookmarks narrowed": ("ana", "/bookmarks?tag=Sicherheit&by=ana"),
    "bookmark": ("ana", "/b/{bookmark}"),
    "network path": ("ben", "/b/{path}"),
    "new bookmark": ("ana", "/bookmarks/new?url=https://example.org/leitern"),
    "edit bookmark": ("ana", "/b/{bookmark}/edit"),
    "tools": ("ana", "/bookmarks/tools"),
    "bring along": ("ana", "/bring"),
    "trash of bookmarks": ("ana", "/bookmarks/trash"),
    "search": ("ana", "/search"),
    "results": ("ana", "/search?q=Leitern"),
    "no results": ("ana", "/search?q=gibtesnicht&type=page"),
    "saved searches": ("ana", "/search/saved"),
    "wanted pages": ("ana", "/questions"),
    "ask a group": ("ana", "/questions/new"),
    "profile": ("ana", "/profile"),
    "groups": ("root", "/groups"),
    "group": ("lena", "/groups/{group}"),
    "group of a member": ("ana", "/groups/{group}"),
    "connect": ("ana", "/connect"),
    "administration": ("root", "/admin"),
    "people": ("root", "/admin/people"),
    "person": ("root", "/admin/people/{ben}"),
    "paste people": ("root", "/admin/people/paste"),
    "add a person": ("root", "/admin/people/new"),
    "slip": ("guest", "/start?user=ana"),
    "forgotten password": ("guest", "/forgot"),
    "what belongs to a group": ("lena", "/groups/{group}/things"),
    "requests of a group": ("lena", "/groups/{group}/requests"),
    "requests for accounts": ("root", "/admin/people/requests"),
    "absence": ("ana", "/profile/absence"),
    "own changes": ("ana", "/profile/changes"),
    "first step again": ("root", "/setup/firm"),
    "sign-in": ("guest", "/sign-in"),
    "not found": ("ana", "/p/99999"),
    "not found for a guest": ("guest", "/nirgends"),
}


def place(company: Company, path: str) -> str:
    """The address with its ids filled in."""
    return path.format(
        **company.pages,
        bookmark=company.bookmarks["leiter"],
        path=company.bookmarks["pfad"],
        group=company.group,
        ben=company.people["ben"],
    )


AFTER_LAYOUT = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Resolves when the observers of the page, such as the one that lets wide tables be scrolled by keyboard, have run."""


def faults(page: Page, name: str) -> list[str]:
    """What axe-core finds, what is too wide, what the policy blocked: at both widths, in the current theme."""
    found = [f"{name}: the policy refused {what}" for what in page.evaluate("window.__refused")]
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(AFTER_LAYOUT)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if too_wide > 0:
            found.append(f"{name} at {width}: {too_wide} px too wide")
        found += [f"{name} at {width}: {fault}" for fault in unreadable(page)]
    return found


class Walkers:
    """A window for each person who visits pages, in one theme and language."""

    def __init__(self, visit: Callable[..., Visitor], theme: str, language: str) -> None:
        self.visit, self.theme, self.language = visit, theme, language
        self.windows: dict[str, Visitor] = {}

    def __call__(self, name: str) -> Visitor:
        if name not in self.windows:
            visitor = self.visit(name, language=self.language, color_scheme=self.theme)
            visitor.context.add_init_script(path=AXE)
            self.windows[name] = visitor
        return self.windows[name]


@pytest.mark.parametrize(
    ("theme", "language"),
    [("light", "de-DE"), ("dark", "en-GB")],
    ids=["light", "dark"],
)
def test_every_kind_of_page_is_accessible(visit, company, screenshot, theme: str, language: str) -> None:
    walkers, found = Walkers(visit, theme, language), []
    for name, (who, path) in WALK.items():
        page = walkers(who).open(place(company, path))
        assert page.locator(".error-page").count() == ("not found" in name), name
        assert page.locator("html").get_attribute("lang") == language[:2]
        found += faults(page, name)
        screenshot(page, f"{theme}-{DESK}-{name}")
        if os.environ.get("SCREENSHOTS"):
            page.set_viewport_size({"width": PHONE, "height": 800})
            screenshot(page, f"{theme}-{PHONE}-{name}")
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_on_a_page_is_accessible_too(visit, company, screenshot, theme: str) -> None:
    """Menus, the shortcuts dialog, suggestions, preview, the drawer, a form with errors."""
    ana = Walkers(visit, theme, "de-DE")("ana")
    page, found = ana.open(place(company, "/p/{leiter}")), []

    def look(name: str, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        screenshot(page, f"{theme}-{width}-open {name}")
        found.extend(f"{name} at {width}: {fault}" for fault in unreadable(page))

    page.keyboard.press("?")
    look("keys", DESK)
    page.keyboard.press("Escape")
    page.locator(".topbar-end > details").last.locator("summary").click()
    look("menu of the person", DESK)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("Leit")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    look("suggestions", DESK)
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.get_by_role("button", name="Seiten dieses Wiki-Bereichs").click()
    look("drawer", PHONE)
    ana.open(place(company, "/p/{alles}/edit"))
    as_markdown(page)
    page.get_by_role("button", name="Vorschau").click()
    page.locator("[data-preview-pane] h2").first.wait_for()
    look("preview", DESK)
    look("preview", PHONE)
    ana.open("/bookmarks/new")
    page.locator("#url").fill("javascript:alert(1)")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".error-summary a")).to_contain_text("Webadresse oder Netzwerkpfad: ")
    look("a form with faults", PHONE)
    look("a form with faults", DESK)
    assert found == []


def test_the_setup_of_an_empty_server_is_accessible(chromium: Browser, tmp_path: Path, screenshot) -> None:
    """On an empty installation, every address leads to the setup; it creates the first person and signs them in."""
    make.runtime(tmp_path / "data").close()
    with serve(tmp_path / "data") as address:
        context = chromium.new_context(locale="de-DE", reduced_motion="reduce")
        context.add_init_script(path=AXE)
        visitor = Visitor(context, address)
        page = visitor.open("/")
        assert page.url == f"{address}/setup"
        assert faults(page, "set-up") == []
        screenshot(page, "set-up")
        page.get_by_label("Name der Firma").fill("Brandt GmbH")
        page.get_by_label("Eigener Name").fill("Anna Brandt")
        page.get_by_label("Benutzername").fill("anna")
        page.get_by_label("Passwort").fill(make.PASSWORD)
        page.get_by_role("button", name="Einrichten und weiter").click()
        expect(page.get_by_role("heading", name="Kolleginnen und Kollegen aufnehmen", level=1)).to_be_visible()
        assert faults(page, "first people") == []
        page.goto(address)
        expect(page.get_by_role("heading", name="Start", level=1)).to_be_visible()
        screenshot(page, "first start")
        assert faults(page, "first start") == []
        for path in (
            "/spaces",
            "/bookmarks",
            "/changes",
            "/tags",
            "/groups",
            "/trash",
            "/bookmarks/trash",
            "/pages/new",
        ):
            visitor.open(path)
            assert faults(page, path) == []
            screenshot(page, f"empty {path.replace('/', '-')}")
        assert visitor.complaints == []
        context.close()
