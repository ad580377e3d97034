"""Takes the pictures of the README: `.venv/bin/python docs/make_pictures.py`.

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "demo-passwort"
LARGEST = 150_000
SIZES = {"wide": (1280, 800), "phone": (390, 780)}
VIEWS = {"start": "/", "page": "/search?q=Leitern+prüfen&type=page", "search": "/search?q=Holzfeuchte",
         "bookmarks": "/bookmarks"}  # fmt: skip


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with demo_server() as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in SIZES:
            for theme in ("light", "dark"):
                take_all(browser, address, size, theme)
        browser.close()


def take_all(browser: Browser, address: str, size: str, theme: str) -> None:
    """All views at one size and in one theme, as the person who leads the workshop."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale="de-DE", timezone_id="Europe/Berlin"
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=user_name]", "georg")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    for view, path in VIEWS.items():
        page.goto(address + path)
        if view == "page":
            page.click("main h2 a, main h3 a, main li a[href^='/p/']")
            page.wait_for_url("**/p/**")
        keep(page, f"{view}-{size}-{theme}.png")
    context.close()


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
    main()
