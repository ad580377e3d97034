"""Sections are found by the parser: fences, underlined headings and duplicate headings are what they are on the page
(T07)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.markup.render import render
from kms.markup.sections import cut, find_section, find_sections, splice
from tests.sets import pages

PAGE = """---
title: Übung
---
Vorwort mit Ümläuten.

# Über alles

Text.

```sh
## keine Überschrift
```

    ## auch keine

Prüfung
-------

Unterstrichen.

### Darunter

> ## im Zitat

- ## in der Liste

## Zwilling

eins

## Zwilling

zwei


"""


def section(text: str, id: str) -> str:
    found = find_section(text, id)
    assert found is not None
    return cut(text, found)


def test_headings_are_those_of_the_page_without_quotes_and_lists() -> None:
    ids = [found.heading.id for found in find_sections(PAGE)]
    assert ids == ["h-über-alles", "h-prüfung", "h-darunter", "h-zwilling", "h-zwilling-1"]
    assert set(ids) < {heading.id for heading in render(PAGE).headings}


def test_a_section_goes_to_the_next_heading_of_its_level() -> None:
    assert section(PAGE, "h-darunter").startswith("### Darunter") and "- ## in der Liste" in section(PAGE, "h-darunter")
    assert section(PAGE, "h-prüfung").startswith("Prüfung\n-------\n")
    assert section(PAGE, "h-prüfung").endswith("- ## in der Liste")
    assert section(PAGE, "h-über-alles").startswith("# Über alles") and section(PAGE, "h-über-alles").endswith("zwei")


def test_duplicate_headings_are_distinguished() -> None:
    assert section(PAGE, "h-zwilling") == "## Zwilling\n\neins"
    assert section(PAGE, "h-zwilling-1") == "## Zwilling\n\nzwei"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_move_a_section(end: str) -> None:
    text = PAGE.replace("\n", end)
    assert section(text, "h-zwilling") == f"## Zwilling{end}{end}eins"
    found = find_section(text, "h-prüfung")
    assert found and splice(text, found, cut(text, found)) == text


def test_a_new_text_replaces_the_section_and_nothing_else() -> None:
    found = find_section(PAGE, "h-zwilling")
    assert found is not None
    assert splice(PAGE, found, "## Neu\n\nganz anders\n\n\n") == PAGE.replace(
        "## Zwilling\n\neins", "## Neu\n\nganz anders"
    )
    assert splice(PAGE, found, " \n") == PAGE.replace("## Zwilling\n\neins\n\n", "")


def test_a_page_with_long_runs_of_blank_lines_is_written_as_a_whole() -> None:
    assert find_sections("# a\n" + "\n" * 60 + "# b\n") == ()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["# a", "## b", "b\n---", "```", "> # q", "- # l", "x", "", "    ## c", "<div>", "ä ö"]))
)
def test_every_section_put_back_leaves_the_page_unchanged(blocks: list[str]) -> None:
    text = "\n".join(blocks)
    for found in find_sections(text):
        assert splice(text, found, cut(text, found)) == text
        first = find_sections(cut(text, found))[0].heading
        assert (first.level, first.text) == (found.heading.level, found.heading.text)


def test_real_pages_are_split_and_joined_again() -> None:
    sections = 0
    for file in pages():
        text = file.read_bytes().decode("utf-8", "replace")
        for found in find_sections(text):
            sections += 1
            assert splice(text, found, cut(text, found)) == text
            assert text[found.start :].lstrip()[:1] in "#" or found.heading.level < 3, file
    assert sections > 40
