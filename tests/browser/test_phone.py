"""On a phone: the bar at the bottom, touch targets, the installed app, sharing into it, and no connection."""

import json

import pytest
from playwright.sync_api import Browser, expect

from tests import make
from tests.browser.axe import unreadable
from tests.browser.test_walk import WALK, place
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.prove]

PHONE = {"width": 390, "height": 800, "has_touch": True, "is_mobile": True}
# Targets too small to tap: lower than 44 pixels including ::before and ::after; links in running text are exempt.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")].flatMap((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || e.closest(".visually-hidden, .skip-link, p, .prose li, .prose td, dd")) return [];
  const label = e.closest("label")?.getBoundingClientRect().height ?? 0;
  const around = ["::before", "::after"].map((name) => getComputedStyle(e, name));
  const more = around.filter((s) => s.position === "absolute");
  const heights = more.map((s) => box.height - parseFloat(s.top) - parseFloat(s.bottom));
  const all = more.some((s) => s.top === "0px");
  const height = all ? 44 : Math.max(box.height, label, ...heights.filter((h) => !Number.isNaN(h)));
  const words = (e.textContent || e.name || "").trim().slice(0, 30);
  return height >= 43.5 ? [] : [`${e.tagName} ${e.className} "${words}" ${height}`];
})"""
HIDDEN_BEHIND_THE_BAR = """() => {
  scrollTo(0, document.documentElement.scrollHeight);
  const bar = document.querySelector(".bottombar").getBoundingClientRect().top;
  const shown = [...document.querySelectorAll("main *")].filter((e) => e.checkVisibility());
  const boxes = shown.map((e) => e.getBoundingClientRect()).filter((box) => box.height);
  return Math.max(...boxes.map((box) => box.bottom)) - bar;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_fits_a_phone_and_touch(visit, company, theme: str) -> None:
    """No sideways scrolling, nothing too small, nothing behind the bar at the bottom, with long words everywhere."""
    found: list[str] = []
    windows: dict[str, Visitor] = {}
    for name, (who, path) in WALK.items():
        visitor = windows.get(who) or windows.setdefault(who, visit(who, color_scheme=theme, **PHONE))
        page = visitor.open(place(company, path))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{name}: {wide} px too wide"] if wide > 0 else []
        found += [f"{name}: {small}" for small in page.evaluate(SMALL)]
        if page.locator(".bottombar").count() and page.locator("main h1").count():
            behind = page.evaluate(HIDDEN_BEHIND_THE_BAR)
            found += [f"{name}: {behind} px behind the bar"] if behind > 2 else []
    assert found == [], "\n".join(found)


def test_the_bar_links_to_start_search_and_new_and_edit_is_below_the_title(visit, company) -> None:
    ana = visit("ana", **PHONE)
    page = ana.open(f"/p/{company.pages['leiter']}")
    title = page.locator("h1").bounding_box()
    edit = page.get_by_role("link", name="Bearbeiten", exact=True).bounding_box()
    assert title and edit and 0 <= edit["y"] - (title["y"] + title["height"]) < 24
    bar = page.locator(".bottombar")
    bar.get_by_text("Neu", exact=True).click()
    bar.get_by_role("link", name="Lesezeichen").click()
    expect(page.get_by_label("Webadresse oder Netzwerkpfad")).to_be_focused()
    bar.get_by_role("link", name="Suche").click()
    expect(page.locator("main input[type=search]")).to_be_visible()
    bar.get_by_role("link", name="Start").click()
    expect(page.get_by_role("heading", name="Start", level=1)).to_be_visible()


def test_what_a_page_opens_is_on_the_screen(visit, company) -> None:
    ana = visit("ana", **PHONE)
    text = "\n\n".join(f"## Abschnitt {n}\n\nText" for n in range(5))
    page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Viele Abschnitte', text)}")
    for name in ("Abonnier", "Mehr"):
        page.locator(".page-header summary", has_text=name).click()
        panel = page.locator(".page-header .menu[open] .menu-panel").bounding_box()
        assert panel and panel["x"] >= 0 and panel["x"] + panel["width"] <= PHONE["width"], name
        page.keyboard.press("Escape")
    page.locator(".contents-above summary").click()
    page.locator(".contents-above").get_by_role("link", name="Abschnitt 4").click()
    expect(page.get_by_role("heading", name="Abschnitt 4")).to_be_in_viewport()


def test_sharing_from_another_app_takes_one_more_tap(visit, server, company) -> None:
    """As Android sends it: the address in the text; signing in leads on to the form."""
    guest = visit("guest", **PHONE)
    page = guest.open("/share?title=Teilbar&text=https%3A%2F%2Fexample.org%2Fteilbar")
    page.get_by_label("Benutzername").fill("ben")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#url")).to_have_value("https://example.org/teilbar")
    expect(page.locator("#title")).to_have_value("Teilbar")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Teilbar")).to_be_visible()


def test_a_scanned_code_leads_through_the_sign_in_to_its_page(visit, company) -> None:
    guest = visit("guest", **PHONE)
    page = guest.open(f"/p/{company.pages['leiter']}")
    page.get_by_label("Benutzername").fill("ben")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Leiterprüfung", level=1)).to_be_visible()


@pytest.fixture
def installed(chromium: Browser, server: str, company):
    """ana's window with an active service worker."""
    context = chromium.new_context(locale="de-DE", service_workers="allow", reduced_motion="reduce")
    context.add_cookies([{"name": "kms", "value": company.sign_in("ana"), "url": server}])
    visitor = Visitor(context, server)
    page = visitor.open("/")
    page.evaluate("navigator.serviceWorker.ready.then((r) => r.active.state === 'activated' || new Promise((done) => "
                  "r.active.addEventListener('statechange', done)))")  # fmt: skip
    yield visitor
    context.close()


def test_the_offline_page_says_so_and_continues_when_the_connection_is_back(installed, company) -> None:
    page, leiter = installed.page, f"{installed.address}/p/{company.pages['leiter']}"
    installed.context.set_offline(True)
    page.goto(leiter)
    expect(page.get_by_role("heading", name="Keine Verbindung")).to_be_visible()
    expect(page.get_by_text("in diesem Browser aufbewahrt")).to_be_hidden()
    assert unreadable(page) == []
    page.evaluate("localStorage.setItem('kms-draft:1:x', '{}')")
    page.reload()
    expect(page.get_by_text("in diesem Browser aufbewahrt")).to_be_visible()
    page.evaluate("localStorage.removeItem('kms-draft:1:x')")
    installed.context.set_offline(False)
    expect(page.get_by_role("heading", name="Leiterprüfung", level=1)).to_be_visible()


def test_the_browser_keeps_no_page_of_anybody(installed, company) -> None:
    page = installed.page
    for path in ("/", f"/p/{company.pages['geheim']}", "/bookmarks", "/profile"):
        installed.open(path)
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => "
        "Promise.all((await (await caches.open(name)).keys()).map((r) => r.url))))).flat())"
    )
    paths = [url.removeprefix(installed.address) for url in kept]
    assert sorted(path.split(".")[0] for path in paths) == [
        "/offline?lang=de", "/static/dist/app", "/static/dist/favicon", "/static/dist/offline",
    ]  # fmt: skip
    said = page.evaluate("caches.match('/offline?lang=de').then((answer) => answer.text())")
    assert "csrf" not in said and "Ana" not in said


def test_browsers_find_the_app_installable(installed) -> None:
    page = installed.page
    protocol = installed.context.new_cdp_session(page)
    manifest = protocol.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["lang"] == "de"
    faults = protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [fault["errorId"] for fault in faults] == ["in-incognito"], "a window of a test is always a private one"
