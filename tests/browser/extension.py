"""The extension in a real Chromium: clicks its button and drives the real popup that opens."""

import base64
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, Worker

from tests.browser.conftest import ARGUMENTS, chromium_path

ROOT = Path(__file__).parents[2]
SECONDS = 30
FILLED = "document.readyState !== 'loading' && document.querySelector('main').innerText.trim() !== ''"
_KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Backspace": (8, ""), "ArrowDown": (40, ""), "Escape": (27, "")}


def build(folder: Path) -> Path:
    """The extension, built into `folder`."""
    for words in (["install"], ["node", "../browser-extension/build.mjs", str(folder)]):
        subprocess.run([sys.executable, "hatch_build.py", *words], cwd=ROOT, check=True)
    return folder


class Popup:
    """The popup that the button opened; it is not a Playwright page, so it is driven over the protocol."""

    def __init__(self, session: CDPSession, target: str, pump: Page) -> None:
        self._session, self._pump, self._target = session, pump, target
        self._ids = itertools.count(1)
        self._answers: dict[int, dict[str, Any]] = {}
        self._id = session.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]
        session.on("Target.receivedMessageFromTarget", self._receive)

    def _receive(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if event["sessionId"] == self._id and "id" in message:
            self._answers[message["id"]] = message

    def send(self, method: str, **words: Any) -> dict[str, Any]:
        number = next(self._ids)
        message = json.dumps({"id": number, "method": method, "params": words})
        self._session.send("Target.sendMessageToTarget", {"sessionId": self._id, "message": message})
        end = time.monotonic() + SECONDS
        while number not in self._answers:
            assert time.monotonic() < end, f"the popup does not answer {method}"
            self._pump.wait_for_timeout(10)
        answer = self._answers.pop(number)
        assert "result" in answer, answer
        return dict(answer["result"])

    def run(self, script: str) -> Any:
        """The value of an expression in the popup."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until an expression in the popup is true; returns its value."""
        end = time.monotonic() + SECONDS
        while not (value := self.run(script)):
            assert time.monotonic() < end, f"not so: {script}; the popup says: {self.run('document.body.innerText')}"
            self._pump.wait_for_timeout(25)
        return value

    def press(self, key: str) -> None:
        code, text = _KEYS[key]
        words = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **words)
        self.send("Input.dispatchKeyEvent", type="keyUp", **words)

    def type(self, text: str) -> None:
        """Type key by key into the focused field."""
        for letter in text:
            self.send("Input.insertText", text=letter)

    def fill(self, name: str, text: str) -> None:
        self.run(f"document.getElementById('{name}').focus(), document.getElementById('{name}').select()")
        self.send("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def value(self, name: str) -> str:
        return str(self.run(f"document.getElementById('{name}').value"))

    def says(self, words: str) -> None:
        """Wait until the popup's message contains these words."""
        self.until(f"document.getElementById('message').textContent.includes({json.dumps(words)})")

    def screenshot(self, path: Path) -> None:
        self._pump.wait_for_timeout(400)  # the window grows with a delay
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        self._session.send("Target.closeTarget", {"targetId": self._target})


class Firm:
    """A Chromium with the extension, as a person of the company has it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page = context.pages[0]
        assert context.browser is not None
        self._session = context.browser.new_browser_cdp_session()
        self.worker = self._find_worker()
        self._id = self.worker.url.split("/")[2]

    def _find_worker(self) -> Worker:
        workers = self.context.service_workers
        return workers[0] if workers else self.context.wait_for_event("serviceworker", timeout=SECONDS * 1000)

    def press(self, ready: str = FILLED) -> Popup:
        """Click the extension's button on the current page."""
        for old in self._popups():
            self._session.send("Target.closeTarget", {"targetId": old})
        self._wait(lambda: not self._popups())
        self.page.bring_to_front()
        self._session.send("Extensions.triggerAction", {"id": self._id, "targetId": self._tab()})
        self._wait(lambda: bool(self._popups()))
        popup = Popup(self._session, self._popups()[0], self.page)
        popup.until(ready)
        popup.run("void (window.close = () => {})")  # the message after saving stays until it has been read
        return popup

    def connect(self, origin: str, key: str) -> None:
        """As if it had been paired."""
        self.worker.evaluate(
            """async ([origin, key]) => {
                const headers = {Authorization: "Bearer " + key};
                const me = await (await fetch(origin + "/api/v1/me", {headers})).json();
                await chrome.storage.local.set({connection: {origin, key}, me});
            }""",
            [origin, key],
        )

    def kept(self) -> dict[str, Any]:
        """Everything the extension has stored."""
        return dict(self.worker.evaluate("chrome.storage.local.get(null)"))

    def queue(self) -> list[str]:
        """The addresses waiting to be sent."""
        return [key.split(" ", 3)[3] for key in self.kept() if key.startswith("queue ")]

    def _targets(self) -> list[dict[str, Any]]:
        return list(self._session.send("Target.getTargets", {"filter": [{}]})["targetInfos"])

    def _popups(self) -> list[str]:
        found = [t for t in self._targets() if t["type"] == "page" and t["url"].endswith("/popup.html")]
        return [str(target["targetId"]) for target in found]

    def _tab(self) -> str:
        return next(str(t["targetId"]) for t in self._targets() if t["type"] == "tab" and t["url"] == self.page.url)

    def _wait(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + SECONDS
        while not true():
            assert time.monotonic() < end, "the popup did not open or close"
            self.page.wait_for_timeout(25)


@contextmanager
def chromium(
    playwright: Playwright, extension: Path, profile: Path, *more: str, language: str = "en"
) -> Iterator[Firm]:
    """A Chromium with the extension on a profile that a second one can reopen."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium_path(),
        headless=True,
        locale=language,
        args=[
            *ARGUMENTS,
            f"--lang={language}",
            f"--disable-extensions-except={extension}",
            f"--load-extension={extension}",
            "--enable-unsafe-extension-debugging",
            *more,
        ],
        env={"LANGUAGE": language},
    )
    context.set_default_timeout(SECONDS * 1000)
    try:
        yield Firm(context)
    finally:
        context.close()
