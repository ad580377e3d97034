"""Imported sources lose their simple HTML and nothing else."""

import pytest

from kms.markup.html_subset import html_to_markdown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<br>b<br/>c", "a\\\nb\\\nc"),
        ("<kbd>Strg</kbd>+<KBD>C</KBD>", "`Strg`+`C`"),
        ("<b>x</b> <strong> y </strong> <i>z</i> <em>w</em>", "**x**  **y**  *z* *w*"),
        ("<a href='u v'>t</a> <a name=x></a>", "[t](<u v>) "),
        ('<a href="v"><img src="i.png" alt="B"></a>', "[![B](i.png)](v)"),
        ("| a<br>b |", "| a b |"),
        ("<details>\n<summary>Mehr</summary>\n\nInhalt\n\n</details>", "\n\n**Mehr**\n\nInhalt\n\n"),
        (
            "<table><tr><th>A<th>B</tr>\n<tr><td>1 <b>x</b></td><td>a|b</td></tr></table>",
            "\n\n| A | B |\n| --- | --- |\n| 1 **x** | a\\|b |\n\n",
        ),
    ],
)
def test_simple_html_becomes_markdown(source: str, expected: str) -> None:
    assert html_to_markdown(source) == (expected, True)


@pytest.mark.parametrize(
    "source",
    [
        "`<b>x</b>`",
        "```\n<b>x</b>\n```\n",
        "<!-- <b>x</b> -->",
        "<b>offen",
        "<table><tr><td rowspan=2>x</td></tr></table>",
        "<div>x</div> a < b && c",
        "<https://x.y> <a@b.c>",
    ],
)
def test_code_comments_and_the_rest_stay(source: str) -> None:
    assert html_to_markdown(source) == (source, False)


def test_what_is_not_converted_stays_byte_for_byte() -> None:
    source = "<b>x</b> &auml; &foo a&b <span class='Q'>y</span> <https://x.y?a=b&c> a < b"
    assert html_to_markdown(source) == (source.replace("<b>x</b>", "**x**"), True)
