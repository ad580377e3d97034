"""Counts user actions on a page: clicks, taps, command keys; typed text, files and the print dialog are free."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

_ACTING = frozenset({"Enter", "Tab", "Escape", "Space"})


class Counted:
    """A page whose actions are counted; `say()` prints how many there were and what they were."""

    def __init__(self, page: Page, journey: str = "") -> None:
        self.page, self.journey = page, journey
        self.done: list[str] = []
        self.pastes = 0

    @property
    def clicks(self) -> int:
        """Clicks and taps."""
        return sum(1 for what in self.done if what.startswith(("click", "tap")))

    @property
    def keys(self) -> int:
        """Enter, Tab, Escape and shortcuts."""
        return len(self.done) - self.clicks

    def click(self, target: Locator, **options: Any) -> None:
        """Click it; on a phone this is a tap."""
        self.done.append(f"click {_words(target)}")
        target.click(**options)

    def tap(self, target: Locator) -> None:
        """Tap it."""
        self.done.append(f"tap {_words(target)}")
        target.tap()

    def choose(self, target: Locator, value: str) -> None:
        """Choose in a list: opening it and choosing are two clicks."""
        self.done += [f"click {_words(target)}", f"click {value}"]
        target.select_option(value)

    def press(self, key: str) -> None:
        """A command key or a shortcut; typed letters do not count."""
        if key in _ACTING or "+" in key or len(key) > 1:
            self.done.append(f"key {key}")
        self.page.keyboard.press(key)

    def shortcut(self, key: str) -> None:
        """A single letter that is a command."""
        self.done.append(f"key {key}")
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type at the cursor: free, without Enter and Tab."""
        assert "\n" not in text and "\t" not in text, "Enter and Tab are counted: press them"
        self.page.keyboard.type(text)

    def paste(self, text: str) -> None:
        """Paste at the cursor: counted separately."""
        self.pastes += 1
        self.page.keyboard.insert_text(text)

    def give_file(self, target: Locator, files: Any) -> None:
        """What is chosen in the file dialog is free."""
        target.set_input_files(files)

    def say(self) -> str:
        """One line for the log of the tests."""
        line = f"{self.journey}: {self.clicks} clicks, {self.keys} keys, {self.pastes} pastes ({'; '.join(self.done)})"
        print(line)
        return line


def _words(target: Locator) -> str:
    words: Sequence[str] = (
        target.first.inner_text(timeout=5000) or target.first.get_attribute("aria-label") or ""
    ).split()
    return " ".join(words)[:40]
