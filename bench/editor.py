"""How quickly the editor opens a page of 5,000 words and shows a typed letter, in the system's Chromium."""

import gzip
import json
import random
import re
import shutil
from typing import Any

from bench.content import SEED, Words, page_text
from bench.servers import Client
from kms.web.assets import DIST

WORDS, KEYS, TIMES = 5_000, 60, 5
# Time from the page's first script to the first frame that shows the editor, and from each key to the next frame.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const parsed = performance.now();
  const look = () => document.querySelector(".ProseMirror")
    ? requestAnimationFrame(() => setTimeout(() => (window.__opened = performance.now() - parsed)))
    : requestAnimationFrame(look);
  look();
});
window.__keys = [];
addEventListener("keydown", () => {
  const pressed = performance.now();
  requestAnimationFrame(() => setTimeout(() => window.__keys.push(performance.now() - pressed)));
}, true);
"""


def measure(api: Client, reader: Client, port: int) -> list[tuple[str, list[float], str]]:
    """(task, milliseconds, note) for opening and typing; the note gives the size of the scripts."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{port}"
    page_id = _long_page(api)
    name, _, value = reader.headers["Cookie"].partition("=")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        context.add_init_script(WATCH)
        opened = [_open(context.new_page(), f"{address}/p/{page_id}/edit") for _ in range(TIMES)]
        keys = _type(context.pages[-1])
        browser.close()
    return [("editor: open", opened, f"{_weight('editor.js')} kB gzipped"), ("editor: key to paint", keys, "")]


def _long_page(api: Client) -> int:
    chance = random.Random(SEED)
    body = {"space": "space-1", "title": "Five thousand words", "text": page_text(chance, Words.make(chance), 1, WORDS)}
    _, answer, _ = api.send("POST", "/api/v1/pages", json.dumps(body).encode())
    return int(json.loads(answer)["id"])


def _open(page: Any, address: str) -> float:
    page.goto(address)
    page.wait_for_function("window.__opened !== undefined")
    return float(page.evaluate("window.__opened"))


def _type(page: Any) -> list[float]:
    page.locator(".ProseMirror > p").nth(WORDS // 160).click()
    page.evaluate("window.__keys.length = 0")
    for letter in ("wort " * KEYS)[:KEYS]:
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(30)
    times: list[float] = page.evaluate("window.__keys")
    return times


def _weight(entry: str) -> int:
    """Kilobytes of a module and everything it loads at once, each compressed as a server would do it."""
    names = json.loads((DIST / "manifest.json").read_text())
    seen, waiting = set(), [names[entry]]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _imports((DIST / name).read_text())
    return round(sum(len(gzip.compress((DIST / name).read_bytes())) for name in seen) / 1000)


def _imports(script: str) -> list[str]:
    return re.findall(r'(?:from|import)"\./([^"]+)"', script)
