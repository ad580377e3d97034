"""The editor and the server render the same text alike, so that nobody sees two versions."""

import io
import random
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kms.markup.front_matter import split_front_matter
from kms.markup.render import render
from tests.sets import documents, pages, real_set

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "build" / "frontend" / "agreement.js"
DEVIATIONS = (
    re.compile(r"^ *(?:[*+-]|\d+[.)]) +(?:[*+-]|\d+[.)])(?: {5,}\S.*| *)\n {1,4}\S", re.M),
    re.compile(r"^\[\^[^\]]+\]:[ \t]*$", re.M),
)
"""Where mistune deviates from CommonMark (docs/decisions/0013-markdown-dialect.md): a less indented line after code or
an empty line in a nested list, and a footnote without content."""
Compare = Callable[[str], tuple[list[str], list[str] | None]]


@pytest.fixture(scope="module")
def compare(chromium: Browser) -> Compare:
    """Both renderings of a text, a line for each block and each text in it."""
    arguments = ["test/agreement.ts", "--bundle", "--format=iife", f"--outfile={BUNDLE}", "--log-level=error"]
    esbuild = [sys.executable, "hatch_build.py", "node", "node_modules/esbuild/bin/esbuild"]
    subprocess.run([*esbuild, *arguments], cwd=ROOT, check=True)
    page = chromium.new_page()
    page.evaluate(BUNDLE.read_text("utf-8"))

    def both(text: str) -> tuple[list[str], list[str] | None]:
        return page.evaluate("([html, text]) => [fromServer(html), fromEditor(text)]", [render(text).html, text])

    return both


def own_texts() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text("utf-8-sig") for path in documents()}


def archived_texts(path: Path) -> dict[str, str]:
    """The Markdown files of a set, by path."""
    with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as files:
        members = [member for member in files.getmembers() if member.name.endswith(".md") and member.isfile()]
        return {member.name: files.extractfile(member).read().decode("utf-8") for member in members}  # type: ignore[union-attr]


def faults(compare: Compare, found: dict[str, str]) -> list[str]:
    """A line for each text that is rendered differently, with the first difference."""
    differing = []
    for name, text in found.items():
        server, editor = compare(text)
        if editor is not None and server != editor:
            at = next(
                (n for n, (a, b) in enumerate(zip(server, editor, strict=False)) if a != b),
                min(len(server), len(editor)),
            )
            differing.append(f"{name}: {server[at : at + 2]} != {editor[at : at + 2]}")
    return differing


def test_the_editor_shows_every_construct_as_the_server_does(compare) -> None:
    assert faults(compare, {path.name: path.read_text("utf-8-sig") for path in pages()}) == []


@pytest.mark.prove
@pytest.mark.parametrize(
    ("read", "most"),
    [pytest.param(own_texts, 250, id="own")]
    + [
        pytest.param(partial(archived_texts, path), most, id=name)
        for name, most in (("handbook-en.tar.gz", 250), ("gesetze-de.tar.gz", 150))
        for path in real_set(name)
    ],
)
def test_the_editor_shows_real_pages_as_the_server_does(compare, read, most) -> None:
    found = {name: text for name, text in read().items() if not any(odd.search(text) for odd in DEVIATIONS)}
    chosen = random.Random(4).sample(sorted(found), min(most, len(found)))
    assert faults(compare, {name: found[name] for name in chosen}) == []


def test_a_text_that_renders_differently_is_detected(compare) -> None:
    assert compare("# a")[0] != compare("## a")[1]
    assert compare("[a](https://example.org/b)")[0] != compare("[a](https://example.org/c)")[1]
    assert split_front_matter("---\ntitle: x\n---\nText")[1] > 0
