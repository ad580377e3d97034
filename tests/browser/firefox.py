"""A real Firefox, driven through Mozilla's own protocol (Marionette) as a person would use it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from marionette_driver import By, Wait
from marionette_driver.keys import Keys
from marionette_driver.marionette import ActionSequence, Marionette

SECONDS = 40


def firefox_path() -> str:
    """The installed Firefox; skips the test if there is none, fails it under CI=1."""
    found = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None and os.environ.get("CI") == "1":
        pytest.fail("no Firefox is installed, and under CI=1 the browser tests must run")
    if found is None:
        pytest.skip("no Chromium and no Firefox is installed")
    return found


class Firefox:
    """One window; all waits time out after forty seconds."""

    def __init__(self, marionette: Marionette, address: str) -> None:
        self.marionette, self.address = marionette, address

    def sign_in(self, cookie: str) -> None:
        """Signed in as the person this cookie belongs to."""
        self.marionette.navigate(f"{self.address}/sign-in")
        self.marionette.add_cookie({"name": "kms", "value": cookie, "path": "/"})

    def open(self, path: str) -> None:
        self.marionette.navigate(self.address + path)

    def until(self, script: str, *words: object) -> Any:
        """Wait until the script returns something, and return it."""
        wait = Wait(self.marionette, timeout=SECONDS, interval=0.05)
        return wait.until(lambda marionette: marionette.execute_script(f"return {script}", script_args=list(words)))

    def click(self, selector: str) -> None:
        self.until("document.querySelector(arguments[0])", selector)
        self.marionette.find_element(By.CSS_SELECTOR, selector).click()

    def type(self, text: str) -> None:
        """Type letter by letter into the focused element."""
        keys = self._keys()
        for letter in text:
            keys.send_keys(letter)
        keys.perform()

    def press(self, *names: str) -> None:
        """Keys held together, such as `press("CONTROL", "b")`."""
        codes = [getattr(Keys, name, name) for name in names]
        keys = self._keys()
        for code in codes:
            keys.key_down(code)
        for code in reversed(codes):
            keys.key_up(code)
        keys.perform()

    def _keys(self) -> ActionSequence:
        return ActionSequence(self.marionette, "key", "keyboard")


@contextmanager
def firefox(address: str) -> Iterator[Callable[[], Firefox]]:
    """Start a Firefox that shows pages in German; closed at the end."""
    marionette = Marionette(
        bin=firefox_path(),
        headless=True,
        port=0,
        startup_timeout=60,
        gecko_log=os.devnull,
        prefs={"intl.accept_languages": "de"},
    )
    marionette.start_session({"unhandledPromptBehavior": "accept"})
    try:
        yield lambda: Firefox(marionette, address)
    finally:
        marionette.quit(in_app=False)
