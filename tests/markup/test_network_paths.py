"""Network paths typed into running text are chips with the path as typed."""

import pytest

from kms.markup.render import render


@pytest.mark.parametrize(
    "path", [r"\\srv\daten\Vorlagen\Urlaub.xlsx", r"S:\Vorlagen\Urlaub.xlsx", [r"\\srv-01.firma\a_b\c", r"d"][0]]
)
def test_a_path_in_a_sentence_is_a_chip(path: str) -> None:
    rendered = render(f"Siehe {path}. Danke")
    assert f'data-path="{path}">{path}</span>.' in rendered.html
    assert [(link.kind, link.target) for link in rendered.links] == [("path", path)]


@pytest.mark.parametrize("text", [r"`\\srv\x`", r"\\[a\\]", r"a\\b\c", r"\* \_", "http://x/S:\\y"])
def test_text_that_only_looks_like_a_path_stays_text(text: str) -> None:
    assert "path" not in [link.kind for link in render(text).links]


def test_a_path_in_a_table_cell_is_a_chip() -> None:
    assert r'data-path="S:\y"' in render("| a |\n|---|\n| S:\\y |").html
