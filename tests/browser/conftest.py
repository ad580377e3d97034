"""A real server, a real Chromium, and browsers signed in as one of the cast."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import company as firm
from tests.browser.servers import serve
from tests.browser.visitor import MILLISECONDS, Visitor

expect.set_options(timeout=MILLISECONDS)

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--disable-dev-shm-usage", "--no-proxy-server",
)  # fmt: skip


def chromium_path() -> str:
    """The installed Chromium; skips the test if there is none, fails it under CI=1."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None and os.environ.get("CI") == "1":
        pytest.fail("no Chromium is installed, and under CI=1 the browser tests must run")
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    chromium_path()
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """`launch("--more-arguments")`: a separate Chromium."""
    started: list[Browser] = []

    def start(*more: str) -> Browser:
        started.append(playwright.chromium.launch(executable_path=chromium_path(), args=[*ARGUMENTS, *more]))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Browser:
    """The Chromium that the tests share."""
    return launch()


@pytest.fixture(scope="session")
def untouched(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> firm.Company:
    """The company as created, for copying."""
    made = firm.fill(tmp_path_factory.mktemp("untouched") / "data")
    made.runtime.close()
    return made


@pytest.fixture(scope="module")
def company(untouched: firm.Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[firm.Company]:
    """A company that no other file's tests have touched, also accessible to the test next to the running server."""
    made = firm.copy(untouched, tmp_path_factory.mktemp("firm") / "data")
    yield made
    made.runtime.close()


@pytest.fixture(scope="module")
def server(company: firm.Company) -> Iterator[str]:
    """The address of the running server."""
    with serve(company.runtime.config.data) as address:
        yield address


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, server: str, company: firm.Company) -> Iterator[Visit]:
    """`visit("ana")`: a window of ana's, German and 1280 pixels wide; `visit("guest")`: nobody signed in.

    At the end no script has failed in any of them.
    """
    opened: list[Visitor] = []

    def come(name: str, *, language: str = "de-DE", width: int = 1280, height: int = 800, **options: Any) -> Visitor:
        context = chromium.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            accept_downloads=True,
            service_workers="block",
            **options,
        )
        if name != "guest":
            context.add_cookies([{"name": "kms", "value": company.sign_in(name), "url": server}])
        opened.append(Visitor(context, server))
        return opened[-1]

    yield come
    complaints = [complaint for visitor in opened for complaint in visitor.complaints]
    for visitor in opened:
        visitor.context.close()
    assert complaints == []


@pytest.fixture
def ana(visit: Visit) -> Visitor:
    """ana on a desktop computer."""
    return visit("ana")


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Store a screenshot in $SCREENSHOTS, if that is set."""

    def keep(page: Page, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    return keep
