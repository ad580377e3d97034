"""Takes the pictures of the README and of the manual: `docs/make_pictures.py [editor | search | help]`.

Serves the demo company from a temporary directory and looks at it with the system's Chromium (Debian: chromium).
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
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

Theme = Literal["light", "dark"]
PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "demo-passwort"
LARGEST = 150_000
SIZES = {"wide": (1280, 800), "phone": (390, 780)}
VIEWS = {"start": "/", "page": "/search?q=Leitern+prüfen&type=page", "search": "/search?q=Holzfeuchte",
         "bookmarks": "/bookmarks"}  # fmt: skip


def main(only: str = "") -> None:
    """All pictures, or only those of the editor, of the search or of the help centre."""
    PICTURES.mkdir(exist_ok=True)
    with demo_server() as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in ("de-DE", "en-GB"):
            if only in ("", "editor"):
                take_editor(browser, address, language)
            if only in ("", "search"):
                take_search(browser, address, language)
            if only in ("", "help"):
                take_help(browser, address, language)
        views = {"search": VIEWS["search"]} if only == "search" else VIEWS
        for size in SIZES if only in ("", "search") else ():
            for theme in ("light", "dark"):
                take_all(browser, address, size, theme, views)
        browser.close()


def take_editor(browser: Browser, address: str, language: str) -> None:
    """The editor on a page of the demo, and what it offers for a link."""
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
    """What appears while one types, the results with their filters, and the same on a phone."""
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
    """What the step-by-step pages of the manual show: two forms, a poster, and a page on a phone."""
    short, german = language[:2], language.startswith("de")
    page = sign_in(browser, address, language, {"width": 800, "height": 560}, "light")
    page.goto(f"{address}/spaces/handbuch/new")
    page.fill("#title", "Leitern lagern" if german else "Storing ladders")
    page.locator("#text[contenteditable=true]").click()
    page.keyboard.type("Leitern hängen an der Wand." if german else "Ladders hang on the wall.")
    keep_small(page, f"help-write-page-{short}.webp")
    page.context.close()
    page = sign_in(browser, address, language, {"width": 800, "height": 640}, "light")
    page.goto(f"{address}/bookmarks/new?url=https://www.bgbau.de/leitern&title=Leitern")
    page.locator("#tags").focus()
    keep_small(page, f"help-save-bookmark-{short}.webp")
    page.set_viewport_size({"width": 800, "height": 1120})
    line = "Vor jeder Benutzung" if german else "Before every use"
    page.goto(f"{address}/p/37/poster?line={line}")
    keep_small(page, f"help-poster-{short}.webp")
    page.context.close()
    page = sign_in(browser, address, language, {"width": 390, "height": 640}, "light")
    page.goto(f"{address}/search?q={'Netzlaufwerke' if german else 'Welcome'}&type=page")
    page.click("main h2 a, main h3 a, main li a[href^='/p/']")
    page.wait_for_url("**/p/**")
    keep_small(page, f"help-phone-{short}.webp")
    page.context.close()


def keep_small(page: Page, name: str) -> None:
    """Store the picture of a form or a page for the help centre, in a tenth of what a PNG takes."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    picture.save(PICTURES / name, quality=60, method=6)
    print(f"{name}: {(PICTURES / name).stat().st_size // 1000} kB")


def take_all(browser: Browser, address: str, size: str, theme: Theme, views: Mapping[str, str]) -> None:
    """These views at one size and in one theme, as the person who leads the workshop."""
    width, height = SIZES[size]
    page = sign_in(browser, address, "de-DE", {"width": width, "height": height}, theme)
    for view, path in views.items():
        page.goto(address + path)
        if view == "page":
            page.click("main h2 a, main h3 a, main li a[href^='/p/']")
            page.wait_for_url("**/p/**")
        keep(page, f"{view}-{size}-{theme}.png")
    page.context.close()


def sign_in(browser: Browser, address: str, language: str, viewport: ViewportSize, theme: Theme) -> Page:
    """A window of the person who leads the workshop."""
    context = browser.new_context(viewport=viewport, color_scheme=theme, locale=language, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=user_name]", "georg")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    return page


def keep(page: Page, name: str) -> None:
    """Store the picture with few colours, so that it stays small in the repository."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = PICTURES / name
    for colours in (256, 128, 64, 32):
        picture.quantize(colours).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            break
    print(f"{name}: {path.stat().st_size // 1000} kB")


@contextmanager
def demo_server() -> Iterator[str]:
    """A server over a new demo company; gives its address."""
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
    """Until the server answers; a minute at most."""
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
