"""All examples of the CommonMark specification (0.31.2) give the specified output, except for the deviations listed
here."""

import re
from pathlib import Path

import pytest

from kms.markup.render import render
from tests.markup.normal import normal

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "frontend" / "node_modules" / "commonmark-spec" / "spec.txt"
DIALECT = ROOT / "docs" / "decisions" / "0013-markdown-dialect.md"

RAW_HTML = "HTML in a text is shown, not interpreted"
WIKI_LINKS = "Double brackets are links to pages"
SCHEMES = "Only addresses with known schemes become links"
FRAGMENTS = "Headings have ids of their own"
BARE_ADDRESSES = "A bare web address is a link, as on GitHub"
LANGUAGES = "The language of code is a short ASCII word"

DEVIATIONS = {
    RAW_HTML: [
        *(21, 31, *range(148, 179), *range(180, 183), *range(184, 192), 201, 344, 475, 476, 477, 491, 494, 524, 536),
        *(*range(613, 618), 623, *range(626, 632), 642, 643),
    ],
    WIKI_LINKS: [548, 559, 590],
    SCHEMES: [500, 596, 598, 599, 601],
    FRAGMENTS: [501],
    BARE_ADDRESSES: [602, 608, 611],
    LANGUAGES: [34, 144],
}


def examples() -> list[tuple[int, str, str]]:
    """Number, Markdown and HTML of every example; the specification writes tabs as arrows."""
    text = SPEC.read_text("utf-8").split("<!-- END TESTS -->")[0].replace("→", "\t")
    found = re.findall(r"^`{32} example\n([\s\S]*?)^\.\n([\s\S]*?)^`{32}$", text, re.M)
    return [(number, source, html) for number, (source, html) in enumerate(found, 1)]


EXAMPLES = examples() if SPEC.exists() else []
EXPLAINED = {number: reason for reason, numbers in DEVIATIONS.items() for number in numbers}


def test_the_specification_is_whole() -> None:
    assert len(EXAMPLES) == 652


@pytest.mark.parametrize(("number", "source", "html"), EXAMPLES, ids=[str(example[0]) for example in EXAMPLES])
def test_an_example_gives_what_the_specification_says_or_deviates_as_explained(
    number: int, source: str, html: str
) -> None:
    agrees = normal(render(source).html) == normal(html)
    assert agrees != (number in EXPLAINED), EXPLAINED.get(number, "agrees no longer")


def test_every_deviation_is_explained_to_readers_of_the_decision() -> None:
    told = DIALECT.read_text("utf-8")
    for reason, numbers in DEVIATIONS.items():
        assert reason in told
        assert ", ".join(map(str, numbers)) in re.sub(r"\s+", " ", told)
