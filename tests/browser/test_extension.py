"""The browser extension with a running server, used as a person uses it."""

import json
import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Playwright, expect

from kms.runtime import Runtime
from tests import make
from tests.browser import extension
from tests.browser.extension import Firm, Popup
from tests.browser.gateway import Gateway
from tests.browser.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.prove]

AXE = extension.ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
MARKUP = "<img src=x onerror=alert(1)><b>Bold</b>"
LONG = "Long " * 200_000


class Site(BaseHTTPRequestHandler):
    """Web pages with a title each; /markup and /long have awkward ones."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        title = {"markup": MARKUP, "long": LONG}.get(name, f"Page {name}")
        escaped = title.replace("&", "&amp;").replace("<", "&lt;")
        content = f"<!doctype html><title>{escaped}</title><p id=text>A remark on ladders.</p>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture(scope="module")
def built() -> Path:
    return extension.build(extension.ROOT / "browser-extension" / "dist")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a website."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=listener.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_address[1]}"
    listener.shutdown()
    listener.server_close()


@pytest.fixture(scope="module")
def office(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The data of the running server, with the cast."""
    made = make.runtime(tmp_path_factory.mktemp("office") / "data")
    made.config.secret()
    with made.database.transaction() as session:
        make.cast(session)
    yield made
    made.close()


@pytest.fixture(scope="module")
def running(office: Runtime) -> Iterator[str]:
    with serve(office.config.data) as address:
        yield address


@pytest.fixture
def gateway(running: str) -> Iterator[Gateway]:
    """The network on the way to the server; its address is the server's for the browser."""
    made = Gateway(running)
    yield made
    made.close()


class Person:
    """A person of the company: their key, and what the server knows with it."""

    def __init__(self, server: str, key: str) -> None:
        self.server, self.key = server, key

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.server}/api/v1{path}", data, headers, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=20) as answer:
            return json.load(answer)

    def saved(self, url: str) -> list[dict[str, Any]]:
        return list(self.ask(f"/bookmarks?url={quote(url, safe='')}")["items"])


@pytest.fixture
def person(office: Runtime, running: str) -> Callable[[str], Person]:
    def find(name: str) -> Person:
        with office.database.transaction() as session:
            return Person(running, make.token(session, name))

    return find


Open = Callable[..., AbstractContextManager[Firm]]


@pytest.fixture
def opened(playwright: Playwright, built: Path, tmp_path: Path) -> Open:
    """`with opened() as browser:` the person's own Chromium; the second time with the same profile."""
    return partial(extension.chromium, playwright, built, tmp_path / "profile")


@pytest.fixture
def browser(opened: Open) -> Iterator[Firm]:
    with opened() as started:
        yield started


@pytest.fixture
def ana(browser: Firm, gateway: Gateway, person: Callable[[str], Person]) -> Person:
    """ana, whose browser is connected."""
    found = person("ana")
    browser.connect(gateway.address, found.key)
    gateway.seen.clear()
    return found


READY = "document.readyState !== 'loading' && document.querySelector('#form:not([hidden]) #tag:focus') !== null"


def test_it_pairs_on_a_kms_page_and_its_bookmark_is_then_found(
    browser: Firm, gateway: Gateway, site: str, person: Callable[[str], Person]
) -> None:
    page = browser.page
    sign_in(page, gateway.address)
    browser.press().click("#connect-button")
    expect(page.locator("input[name=label]")).to_have_value("Browser extension, Chrome on Linux")
    assert "connection" not in browser.kept()
    page.get_by_role("main").get_by_role("button", name="Connect").click()
    expect(page.locator("#kms-key")).to_contain_text("This browser is connected")
    expect(page.locator("[data-kms-key]")).to_have_count(0)
    connection = browser.kept()["connection"]
    assert connection["origin"] == gateway.address
    assert connection["key"].startswith("kms_")

    page.goto(f"{site}/leiterpruefung")
    popup = browser.press(READY)
    assert popup.value("title") == "Page leiterpruefung"
    popup.type("ladders")
    popup.press("Enter")
    popup.press("Enter")
    popup.says("Saved.")
    ana = person("ana")
    [saved] = ana.saved(f"{site}/leiterpruefung")
    assert (saved["title"], saved["tags"], saved["access"]) == ("Page leiterpruefung", ["ladders"], ["group:Team"])
    assert [hit["title"] for hit in until(lambda: ana.ask("/search?q=leiterpruefung")["items"])] == [
        "Page leiterpruefung"
    ]
    assert browser.queue() == []


def test_four_letters_and_two_enters_save(ana: Person, browser: Firm, site: str) -> None:
    ana.ask("/bookmarks", "PUT", {"url": "https://example.org/other", "tags": ["Leiterprüfung"]})
    browser.page.goto(f"{site}/four")
    popup = browser.press(READY)
    until(lambda: "Leiterprüfung" in browser.kept().get("tags", []))
    popup.type("leit")
    popup.press("Enter")
    popup.press("Enter")
    popup.says("Saved.")
    assert ana.saved(f"{site}/four")[0]["tags"] == ["Leiterprüfung"]


def test_selection_becomes_the_description_and_the_choice_is_remembered(ana: Person, browser: Firm, site: str) -> None:
    browser.page.goto(f"{site}/selected")
    browser.page.locator("#text").select_text()
    popup = browser.press(READY)
    popup.run("const s = document.getElementById('access'); s.value = JSON.stringify('everyone')")
    popup.click("#more-button")
    assert popup.value("description") == "A remark on ladders."
    popup.click("#save")
    popup.says("Saved.")
    [saved] = ana.saved(f"{site}/selected")
    assert (saved["description"], saved["access"]) == ("A remark on ladders.", "everyone")
    browser.page.goto(f"{site}/next")
    popup = browser.press(READY)
    assert popup.value("access") == '"everyone"'
    assert popup.run("document.getElementById('more').hidden") is True
    popup.click("#more-button")
    popup.until("!document.getElementById('more').hidden")
    until(lambda: browser.kept()["moreOpened"] == 2)
    assert browser.press(READY).run("document.getElementById('more').hidden") is False


def test_saving_again_changes_only_what_was_changed(
    ana: Person, browser: Firm, gateway: Gateway, site: str, person: Callable[[str], Person]
) -> None:
    url = f"{site}/again"
    own = {"url": url, "title": "My title", "description": "Mine", "tags": ["one", "two"], "access": "everyone"}
    ana.ask("/bookmarks", "PUT", own)
    person("ben").ask("/bookmarks", "PUT", {"url": url, "title": "His", "access": "everyone"})
    [before] = [b for b in ana.saved(url) if b["owner"] == "ana"]
    browser.page.goto(url)
    popup = browser.press(READY)
    popup.until("document.getElementById('title').value === 'My title'")
    assert popup.run("[...document.querySelectorAll('.tag-name')].map((e) => e.textContent)") == ["one", "two"]
    assert popup.run("document.getElementById('also').textContent") == "Saved already, also by Ben"
    popup.click("#save")
    popup.says("Saved.")
    assert [b for b in ana.saved(url) if b["owner"] == "ana"] == [before]
    assert not [line for line in gateway.seen if line.startswith(("PUT", "PATCH"))]

    popup = browser.press(READY)
    popup.until("document.getElementById('title').value === 'My title'")
    popup.fill("title", "Better")
    popup.press("Enter")
    popup.says("Saved.")
    [after] = [b for b in ana.saved(url) if b["owner"] == "ana"]
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"title", "updated_at"}


def test_delete_and_undo(ana: Person, browser: Firm, site: str) -> None:
    url = f"{site}/unwanted"
    ana.ask("/bookmarks", "PUT", {"url": url, "title": "Unwanted", "tags": ["x"]})
    browser.page.goto(url)
    popup = browser.press(READY)
    popup.until("!document.getElementById('delete').hidden")
    popup.click("#delete")
    popup.says("in the trash")
    assert ana.saved(url) == []
    popup.click("#message button")
    popup.says("Saved.")
    assert ana.saved(url)[0]["tags"] == ["x"]


def test_an_unreachable_server_gets_it_once_after_a_restart(
    opened: Open, gateway: Gateway, site: str, person: Callable[[str], Person]
) -> None:
    ana, url = person("ana"), f"{site}/away"
    with opened() as browser:
        browser.connect(gateway.address, ana.key)
        gateway.state = "down"
        browser.page.goto(url)
        popup = browser.press(READY)
        popup.type("late")
        popup.press("Enter")
        popup.press("Enter")
        popup.says("kept in this browser")
        assert browser.queue() == [url]
        assert popup.run("document.querySelector('#waiting .name').textContent") == "Page away"
        assert ana.saved(url) == []
    gateway.state = "up"
    with opened() as browser:
        until(lambda: browser.queue() == [], browser.page)
        assert [b["tags"] for b in ana.saved(url)] == [["late"]]
    assert len([line for line in gateway.seen if line == "PUT /api/v1/bookmarks"]) == 1


def test_a_lost_response_makes_no_duplicate_and_overwrites_nothing(
    ana: Person, browser: Firm, gateway: Gateway, site: str
) -> None:
    url = f"{site}/mute"
    browser.page.goto(url)
    popup = browser.press(READY)
    until(lambda: "tags" in browser.kept(), browser.page)
    gateway.state = "mute"
    popup.type("heard")
    popup.press("Enter")
    popup.press("Enter")
    popup.says("kept in this browser")
    [saved] = ana.saved(url)
    ana.ask(f"/bookmarks/{saved['id']}", "PATCH", {"title": "Renamed elsewhere"})
    gateway.state = "up"
    browser.page.goto(f"{site}/elsewhere")
    browser.press(READY)
    until(lambda: browser.queue() == [], browser.page)
    assert [(b["title"], b["tags"]) for b in ana.saved(url)] == [("Renamed elsewhere", ["heard"])]


def test_a_private_window_keeps_nothing(ana: Person, browser: Firm, gateway: Gateway, site: str) -> None:
    gateway.state = "down"
    browser.page.goto(f"{site}/private")
    browser.worker.evaluate(
        """(url) => {
            chrome.action.openPopup = () => Promise.reject(new Error("not now"));
            chrome.windows.create = () => Promise.resolve();
            chrome.contextMenus.onClicked.dispatch({menuItemId: "link", linkUrl: url}, {incognito: true});
        }""",
        f"{site}/secret",
    )
    popup = browser.press(READY)
    popup.until(f"document.getElementById('url').value === '{site}/secret'")
    popup.click("#save")
    popup.says("in a private window nothing is kept")
    assert browser.queue() == []
    assert "secret" not in json.dumps(browser.kept())


def test_the_key_is_kept_here_only_and_hidden_from_pages(ana: Person, browser: Firm, site: str) -> None:
    browser.page.goto(f"{site}/curious")
    browser.press(READY)
    script = """async () => {
        const [tab] = await chrome.tabs.query({active: true});
        const func = () => chrome.storage.local.get(null).then(JSON.stringify, (fault) => "refused: " + fault.message);
        const [first] = await chrome.scripting.executeScript({target: {tabId: tab.id}, func});
        const others = [await chrome.storage.sync.get(null), await chrome.storage.session.get(null)];
        return [first.result, ...others.map((kept) => JSON.stringify(kept))];
    }"""
    seen, synchronised, session = browser.worker.evaluate(script)
    assert seen.startswith("refused: Access to storage is not allowed")
    assert synchronised == "{}"
    assert ana.key not in session


@pytest.mark.parametrize("address", ["chrome://version/", "about:blank", "file:///etc/hostname"])
def test_pages_that_cannot_be_saved_get_a_plain_message(
    ana: Person, browser: Firm, gateway: Gateway, address: str
) -> None:
    browser.page.goto(address)
    popup = browser.press()
    popup.says("cannot be saved" if "file:" not in address else "on this computer only")
    assert popup.run("document.getElementById('form').hidden") is True
    assert not [line for line in gateway.seen if "bookmarks" in line]


def test_browsing_sends_nothing(ana: Person, browser: Firm, gateway: Gateway, site: str) -> None:
    for number in range(20):
        browser.page.goto(f"{site}/{number}")
    browser.page.evaluate("window.postMessage({save: location.href}, '*')")
    browser.page.wait_for_timeout(300)
    assert gateway.seen == []


def test_markup_in_titles_stays_text(ana: Person, browser: Firm, site: str) -> None:
    ana.ask("/bookmarks", "PUT", {"url": "https://example.org/tagged", "tags": [MARKUP]})
    browser.page.goto(f"{site}/markup")
    popup = browser.press(READY)
    until(lambda: MARKUP in browser.kept().get("tags", []), browser.page)
    assert popup.value("title") == MARKUP
    popup.type("<img")
    popup.until("document.querySelectorAll('[role=option]').length > 0")
    popup.press("Enter")
    assert popup.run("document.querySelector('.tag-name').textContent") == MARKUP
    assert popup.run("document.querySelectorAll('main img, main b').length") == 0
    browser.page.goto(f"{site}/long")
    assert len(browser.press(READY).value("title")) <= 1000


def test_a_revoked_key_asks_to_connect_again(browser: Firm, ana: Person, gateway: Gateway, site: str) -> None:
    connection = {"origin": gateway.address, "key": "kms_revoked"}
    browser.worker.evaluate("(connection) => chrome.storage.local.set({connection})", connection)
    browser.page.goto(f"{site}/revoked")
    browser.press().says("no longer valid")


def test_the_queue_is_sent_for_nobody_else(
    ana: Person, browser: Firm, gateway: Gateway, site: str, person: Callable[[str], Person]
) -> None:
    gateway.state = "down"
    browser.page.goto(f"{site}/hers")
    popup = browser.press(READY)
    popup.click("#save")
    popup.says("kept in this browser")
    popup.click("#settings-button")
    popup.click("#disconnect")
    until(lambda: "connection" not in browser.kept(), browser.page)
    assert ana.key not in json.dumps(browser.kept())
    gateway.state = "up"
    ben = person("ben")
    browser.connect(gateway.address, ben.key)
    browser.page.goto(f"{site}/his")
    popup = browser.press(READY)
    until(lambda: "tags" in browser.kept(), browser.page)
    assert popup.run("document.getElementById('waiting').hidden") is True
    assert ben.saved(f"{site}/hers") == []
    browser.connect(gateway.address, ana.key)
    browser.press(READY)
    until(lambda: browser.queue() == [], browser.page)
    assert len(ana.saved(f"{site}/hers")) == 1


def test_plain_http_needs_a_confirmation(opened: Open, tmp_path: Path) -> None:
    made = make.runtime(tmp_path / "plain" / "data")
    made.config.secret()
    with made.database.transaction() as session:
        make.cast(session)
    made.close()
    with ExitStack() as stack:
        address = stack.enter_context(serve(made.config.data, "http://wiki.test:{port}"))
        browser = stack.enter_context(opened("--host-resolver-rules=MAP wiki.test 127.0.0.1"))
        sign_in(browser.page, address)
        popup = browser.press()
        warning = popup.run("document.getElementById('connect-warning').innerText")
        assert warning.startswith("This address is not encrypted")
        popup.click("#connect-button")
        popup.says("confirm the warning first")
        picture("light")(popup, "http")
        assert browser.page.url == f"{address}/"
        popup.click("#connect-anyway")
        popup.click("#connect-button")
        browser.page.get_by_role("main").get_by_role("button", name="Connect").click()
        until(lambda: browser.kept().get("connection", {}).get("origin") == address, browser.page)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    opened: Open, gateway: Gateway, site: str, person: Callable[[str], Person], language: str, theme: str
) -> None:
    ana, url = person("ana"), f"{site}/looks-{language}-{theme}"
    keep = picture(theme)
    with opened(language=language) as browser:
        popup = browser.press()
        popup.click("#connect summary")
        keep(popup, f"connect-{language}-{theme}")
        browser.connect(gateway.address, ana.key)
        browser.page.goto(url)
        popup = browser.press(READY)
        popup.type("neu")
        popup.press("Enter")
        popup.type("wichtig")
        keep(popup, f"form-{language}-{theme}")
        popup.press("Enter")
        popup.click("#settings-button")
        keep(popup, f"settings-{language}-{theme}")
        popup.click("#settings-button")
        gateway.state = "down"
        popup.click("#save")
        popup.until("document.querySelector('#waiting li') !== null")
        keep(popup, f"waiting-{language}-{theme}")
        gateway.state = "up"
        popup.click("#retry")
        until(lambda: browser.queue() == [], browser.page)
        person("ben").ask("/bookmarks", "PUT", {"url": url, "access": "everyone"})
        popup = browser.press(READY)
        popup.until("document.getElementById('also').textContent.includes('Ben')")
        popup.click("#more-button")
        keep(popup, f"saved-{language}-{theme}")


def picture(theme: str) -> Callable[[Popup, str], None]:
    """Check with axe, and store a screenshot if $SCREENSHOTS names a folder."""

    def keep(popup: Popup, name: str) -> None:
        popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        popup.run("Promise.all(document.getAnimations().map((fading) => fading.finished)).then(() => true)")
        popup.run(AXE.read_text() + "; undefined")
        found = popup.run("axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))")
        assert found == []
        assert popup.run("document.documentElement.scrollWidth <= innerWidth")
        if folder := os.environ.get("SCREENSHOTS"):
            popup.screenshot(Path(folder) / f"extension-{name}.png")

    return keep


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("input[name=user_name]").fill("ana")
    page.locator("input[name=password]").fill(make.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{address}/")


def until(true: Callable[[], Any], page: Page | None = None) -> Any:
    """Wait for something to become true; returns its value."""
    end = time.monotonic() + extension.SECONDS
    while not (value := true()):
        assert time.monotonic() < end, "it did not become so"
        if page is not None:
            page.wait_for_timeout(50)
        else:
            time.sleep(0.05)
    return value
