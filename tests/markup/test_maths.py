"""Formulas, in spaces that enable them."""

import pytest

from kms.markup.render import render


def html(text: str) -> str:
    return render(text, maths=True).html


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("Fläche $a_b \\cdot c_d$.", "a_b \\cdot c_d"),
        ("$$x*y*z$$ in der Zeile", "x*y*z"),
        ("mit Rand: $ x $", "x"),
        ("über zwei\nZeilen $a\nb$", "a b"),
        ("mit Dollar $$5 $ x$$", "5 $ x"),
    ],
)
def test_a_formula_in_a_line_keeps_its_tex(source: str, tex: str) -> None:
    assert f'<span class="formula">{tex}</span>' in html(source)


@pytest.mark.parametrize("source", ["$$\n\\frac{a}{b}\n$$", "$$$\n\\frac{a}{b}\n$$$", "$$\n\\frac{a}{b}\n"])
def test_a_block_between_dollar_lines_is_a_formula(source: str) -> None:
    assert html(source) == '<div class="formula">\\frac{a}{b}</div>\n'


def test_blocks_are_recognised_in_lists_and_quotations_too() -> None:
    assert '<div class="formula">x</div>' in html("- a\n\n  $$\n  x\n  $$")
    assert '<div class="formula">x</div>' in html("> $$\n> x\n> $$")


@pytest.mark.parametrize("source", ["kostet 5 $", "\\$a\\$", "`$a$`", "a $$ nicht geschlossen"])
def test_dollars_that_enclose_nothing_stay_text(source: str) -> None:
    assert "formula" not in html(source)
    assert "$" in html(source)


def test_a_formula_reaches_the_browser_as_text() -> None:
    assert "<script>" not in html("$<script>alert(1)</script>$\n\n$$\n<img src=x onerror=alert(1)>\n$$")
    assert "<img" not in html("$$\n<img src=x onerror=alert(1)>\n$$")


def test_without_the_switch_a_dollar_is_a_dollar() -> None:
    rendered = render("5 $ und *10* $")
    assert rendered.html == "<p>5 $ und <em>10</em> $</p>\n"
    assert not rendered.maths


def test_formulas_are_found_by_their_words() -> None:
    assert render("$E = mc^2$\n\n$$\n\\alpha\n$$", maths=True).plain == "E = mc^2\n\\alpha"
