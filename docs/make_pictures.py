"""Takes the pictures of the README and of the manual: `docs/make_pictures.py [editor | search | help]`.

Serves the demo company from a temporary directory and takes screenshots with the system's Chromium (Debian: chromium).
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.imports.files import leave_request

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "demo-passwort"
LARGEST = 150_000
SIZES = {"wide": (1280, 800), "phone": (390, 780)}
VIEWS = {"start": "/", "page": "/search?q=Leitern+prüfen&type=page", "search": "/search?q=Holzfeuchte",
         "bookmarks": "/bookmarks"}  # fmt: skip


def main(only: str = "") -> None:
    """All pictures, or only those of the editor, the search or the help centre."""
    PICTURES.mkdir(exist_ok=True)
    views = {"search": VIEWS["search"]} if only == "search" else VIEWS
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in ("de-DE", "en-GB"):
            with demo_server() as address:
                for name, take in (("editor", take_editor), ("search", take_search), ("help", take_help)):
                    if only in ("", name):
                        take(browser, address, language)
                for size, theme in product(SIZES if only in ("", "search") else (), THEMES):
                    if language == "de-DE":
                        take_all(browser, address, size, theme, views)
        browser.close()


def take_editor(browser: Browser, address: str, language: str) -> None:
    """The editor on a page of the demo, and its suggestions for a link."""
    page = sign_in(browser, address, language, {"width": 1000, "height": 760}, "light")
    page.goto(f"{address}/search?q=Leitern+prüfen&type=page")
    page.click("main h2 a, main h3 a, main li a[href^='/p/']")
    page.wait_for_url("**/p/**")
    page.goto(f"{address}/p/{page.url.split('/')[4]}/edit")
    text = page.locator("#text[contenteditable=true]")
    text.locator("p").first.click()
    page.keyboard.press("End")
    keep(page, f"editor-{language[:2]}.png")
    page.keyboard.type(" [[Leiter")
    page.get_by_role("option").first.wait_for()
    keep(page, f"editor-link-{language[:2]}.png")
    page.context.close()


def take_search(browser: Browser, address: str, language: str) -> None:
    """The suggestions while typing, the results with their filters, and the same on a phone."""
    words = "Leitern" if language.startswith("de") else "english"
    page = sign_in(browser, address, language, {"width": 1000, "height": 700}, "light")
    page.locator("input[data-suggest]").first.press_sequentially(words)
    page.locator(".all-results").wait_for()
    keep(page, f"searching-typing-{language[:2]}.png")
    page.goto(f"{address}/search?q={words}&type=page")
    keep(page, f"searching-results-{language[:2]}.png")
    page.context.close()
    page = sign_in(browser, address, language, {"width": 390, "height": 700}, "light")
    page.goto(f"{address}/search?q={words}")
    page.click("[popovertarget=filters]")
    keep(page, f"searching-phone-{language[:2]}.png")
    page.context.close()


def take_help(browser: Browser, address: str, language: str) -> None:
    """The pictures in the step-by-step pages of the manual."""
    for name, (width, height), go in HELP_PICTURES:
        page = sign_in(browser, address, language, {"width": width, "height": height}, "light")
        go(page, address, language.startswith("de"))
        keep_small(page, f"help-{name}-{language[:2]}.webp")
        page.context.close()


def _write_page(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/spaces/handbuch/new")
    page.fill("#title", "Leitern lagern" if german else "Storing ladders")
    page.locator("#text[contenteditable=true]").click()
    page.keyboard.type("Leitern hängen an der Wand." if german else "Ladders hang on the wall.")


def _save_bookmark(page: Page, address: str, _: bool) -> None:
    page.goto(f"{address}/bookmarks/new?url=https://www.bgbau.de/leitern&title=Leitern")
    page.locator("#tags").focus()


def _poster(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/p/37/poster?line={'Vor jeder Benutzung' if german else 'Before every use'}")


def _on_a_phone(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/search?q={'Netzlaufwerke' if german else 'Welcome'}&type=page")
    open_first(page)


def _share(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/p/37/share")
    page.get_by_role("radio").nth(1).check()
    page.get_by_text("Verlieren Zugriff" if german else "Lose access").first.wait_for()


def _hint(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/p/37/hints")
    page.locator("main textarea").fill(
        "Die Leiter in Halle 2 fehlt in der Liste." if german else "The ladder in hall 2 is not on the list."
    )


def _bring(page: Page, address: str, _: bool) -> None:
    page.goto(f"{address}/bring")
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": "Urlaubsantrag.docx", "mimeType": "", "buffer": leave_request()},
            {"name": "Ladeliste.xlsx", "mimeType": "", "buffer": b"x" * 12_000},
        ]
    )
    page.wait_for_url("**/bring/*")
    page.locator("main").get_by_text("Urlaubsantrag").first.wait_for()


def _agenda(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/spaces/werkstatt/new?template=agenda")
    text = page.locator("#text[contenteditable=true]")
    text.locator("p", has_text="…").first.click()
    page.keyboard.type("9 Uhr, Büro" if german else "9 am, office")
    text.locator("li p", has_text="@").first.click()
    page.keyboard.type("Werkstatt und Büro" if german else "Workshop and office")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/p/**")
    for item in ("Absaugung in Halle 2", "Urlaub im August") if german else ("Extraction in hall 2", "August leave"):
        page.locator("main form.inline-form [name=text]").fill(item)
        page.locator("main form.inline-form [name=text]").press("Enter")
        page.locator("main li", has_text=item).wait_for()
    page.get_by_role("heading", name="Themen" if german else "Items").scroll_into_view_if_needed()


def _group(page: Page, address: str, _: bool) -> None:
    page.goto(f"{address}/groups/4")


def _tasks(page: Page, address: str, german: bool) -> None:
    page.goto(f"{address}/spaces/werkstatt/new")
    page.fill("#title", "Vor der Messe" if german else "Before the fair")
    page.locator("#text[contenteditable=true]").click()
    tasks = (
        ("Leitern prüfen bis Freitag", "Stand abholen")
        if german
        else ("check the ladders by Friday", "fetch the stand")
    )
    page.keyboard.type("[] ")
    for place, task in enumerate(tasks):
        page.keyboard.type("@georg" if not place else "\n@georg")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        page.keyboard.type(f" {task}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/p/**")
    page.goto(f"{address}/tasks")


HELP_PICTURES = (
    ("write-page", (800, 560), _write_page),
    ("save-bookmark", (800, 640), _save_bookmark),
    ("poster", (800, 1120), _poster),
    ("phone", (390, 640), _on_a_phone),
    ("share", (800, 760), _share),
    ("hint", (800, 560), _hint),
    ("word", (800, 620), _bring),
    ("meeting", (800, 620), _agenda),
    ("lead-group", (800, 560), _group),
    ("tasks", (800, 460), _tasks),
)


def keep_small(page: Page, name: str) -> None:
    """Store a picture for the help centre, at a tenth of the size of a PNG."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.save(PICTURES / name, quality=60, method=6)
    print(f"{name}: {(PICTURES / name).stat().st_size // 1000} kB")


def take_all(browser: Browser, address: str, size: str, theme: Theme, views: Mapping[str, str]) -> None:
    """These views at one size and in one theme, as the lead of the workshop."""
    width, height = SIZES[size]
    page = sign_in(browser, address, "de-DE", {"width": width, "height": height}, theme)
    for view, path in views.items():
        page.goto(address + path)
        if view == "page":
            open_first(page)
        keep(page, f"{view}-{size}-{theme}.png")
    page.context.close()


def open_first(page: Page) -> None:
    """Open the first result at the top of the page instead of at the passage found."""
    page.click("main h2 a, main h3 a, main li a[href^='/p/']")
    page.wait_for_url("**/p/**")
    page.goto(page.url.partition("#")[0])
    page.evaluate("scrollTo(0, 0)")


def sign_in(browser: Browser, address: str, language: str, viewport: ViewportSize, theme: Theme) -> Page:
    """A page signed in as the lead of the workshop."""
    context = browser.new_context(viewport=viewport, color_scheme=theme, locale=language, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=user_name]", "georg")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    return page


def keep(page: Page, name: str) -> None:
    """Store the picture with few colours, to keep the repository small."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = PICTURES / name
    for colours in (256, 128, 64, 32):
        picture.quantize(colours).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            break
    print(f"{name}: {path.stat().st_size // 1000} kB")


@contextmanager
def demo_server() -> Iterator[str]:
    """A server with a new demo company; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        words = ["serve", "--demo", "--data", data, "--port", str(port), "--workers", "1"]
        environment = {**os.environ, "KMS_FETCH_TITLES": "no", "KMS_URL": address}
        server = subprocess.Popen([sys.executable, "-m", "kms.cli", *words], env=environment)
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str) -> None:
    """Wait until the server responds; a minute at most."""
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/health", timeout=2).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    main(*sys.argv[1:])
