"""No text can keep the server busy: the limits are deterministic, times are only bounded generously."""

import time

import pytest

from kms.markup import clean, limits
from kms.markup import render as rendering
from kms.markup.render import render
from tests.markup.oracle import depth, faults

SIZE = limits.TEXT_BYTES - 200


def repeated(text: str) -> str:
    return (text * (SIZE // len(text) + 1))[:SIZE]


def nested_emphasis(size: int) -> str:
    count = size // 8
    return "*a **a " * count + "a" + "** a*" * count


BOMBS = {
    "nested emphasis": nested_emphasis(SIZE * 2 // 3),
    "nested emphasis in paragraphs": "\n\n".join([nested_emphasis(900)] * (SIZE // 1500)),
    "opening brackets": repeated("["),
    "bracket paragraphs": repeated("[" * 500 + "\n\n"),
    "half links": repeated("[a]("),
    "half link paragraphs": repeated("[a](" * 140 + "\n\n"),
    "lazy quote": "> a\n" + repeated("b\n")[:-4],
    "lazy list": "- a\n" + repeated("b\n")[:-4],
    "lazy list in quote": "> - a\n" + repeated("b\n")[:-6],
    "switching list marks": repeated("- a\n* b\n+ c\n"),
    "lists in one line": repeated("* * * x\n"),
    "quotes in one line": repeated(">"),
    "deep quotes": repeated("".join(">" * (n + 1) + " a\n" for n in range(20))),
    "deep lists": repeated("".join(" " * (2 * n) + "- a\n" for n in range(20))),
    "newlines": repeated("\n"),
    "table rows": "|a|b|\n|-|-|\n" + repeated("|a|b|\n")[:-20],
    "empty table rows": "|a|\n|-|\n" + repeated("|\n")[:-20],
    "wide table": "|a" * 5000 + "\n" + "|-" * 5000 + "\n" + "|\n" * 50_000,
    "many columns": "|a" * 150 + "\n" + "|-" * 150 + "\n" + "|\n" * 200_000,
    "tasks": repeated("- [ ] a\n"),
    "footnotes": "[^1]: x\n\n" + repeated("[^1] " * 100 + "\n\n")[:-20],
    "comments": repeated("<!-- "),
    "tags": repeated("<a "),
    "wiki links": repeated("[[a]]\n\n"),
    "images": repeated("![a](b)\n\n"),
    "fences": repeated("```py\na\n```\n"),
    "entities": repeated("&amp"),
    "exclamations": repeated("http://a" + "!" * 8000 + "\n\n"),
    "nul": repeated("\x00"),
    "yaml": "---\na: " + "[{a: " * 1500 + "\n---\n",
}


@pytest.mark.prove
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_the_largest_size_renders_in_seconds(name: str) -> None:
    started = time.perf_counter()
    page = render(BOMBS[name])
    assert time.perf_counter() - started < 6
    assert len(page.html) <= limits.HTML_CHARS + 10_000


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_bomb_is_safe_and_shallow(name: str) -> None:
    page = render(BOMBS[name][:20_000])
    assert faults(page.html) == [] and depth(page.html) <= 100


def test_a_paragraph_over_eight_kilobytes_is_plain_text() -> None:
    html = render("*a* " + "b " * limits.INLINE_CHARS).html
    assert "<em>" not in html and "<p>*a* b" in html


def test_a_paragraph_of_too_many_emphases_is_plain_text() -> None:
    assert "<em>" not in render("*a* " * limits.EMPHASIS_RUNS).html
    assert "<em>" in render("*a* " * (limits.EMPHASIS_RUNS // 4)).html


def test_a_page_of_too_many_blocks_shows_its_source() -> None:
    page = render("- a\n" * limits.BLOCKS)
    assert 'data-word="source"' in page.html and "- a\n- a" in page.html and page.links == ()


def test_an_escaped_source_runs_nothing() -> None:
    assert faults(render("<script>\n" + "- a\n" * limits.BLOCKS).html) == []


def test_a_failing_parser_shows_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> list[dict[str, object]]:
        raise RecursionError

    monkeypatch.setattr(rendering, "parse", fail)
    assert "&lt;b&gt; *x*" in rendering.render("<b> *x*").html


def test_a_failing_sanitiser_shows_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> str:
        raise ValueError

    monkeypatch.setattr(clean, "bleached", fail)
    assert '<pre class="source">*x* [y]' in render('*x* [y](/z "t")').html


def test_blank_lines_in_code_are_kept() -> None:
    assert "a\n\n\n\n\nb" in render("```\na\n\n\n\n\nb\n```\n").html
