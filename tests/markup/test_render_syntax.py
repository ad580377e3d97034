"""How Markdown is rendered: our own syntax and the cases that mistune alone would get wrong."""

import pytest

from kms.core.errors import Invalid
from kms.markup.render import render
from tests.markup.oracle import faults
from tests.sets import pages


def kinds(text: str) -> list[tuple[str, str, str]]:
    return [(link.kind, link.target, link.fragment) for link in render(text).links]


def test_a_wiki_link_names_its_place_in_the_links_and_has_no_address() -> None:
    page = render("[[Startseite]] und [[hr:Handbuch/Urlaub#Antrag stellen|der *Antrag*]]")
    assert '<a class="wiki-link" data-wiki="0">Startseite</a>' in page.html
    assert '<a class="wiki-link" data-wiki="1">der <em>Antrag</em></a>' in page.html
    link = page.links[1]
    assert (link.kind, link.space, link.target, link.fragment) == ("wiki", "hr", "Handbuch/Urlaub", "h-antrag-stellen")
    assert link.label == "der Antrag"


def test_a_wiki_link_in_code_is_code() -> None:
    assert render("`[[A]]`\n\n```\n[[B]]\n```\n").links == ()


def test_titles_with_special_characters_stay_whole() -> None:
    page = render("[[C++ & C#]] [[Was ist neu?]] [[snake_case_name]] [[a*b*c]]")
    assert [link.target for link in page.links] == ["C++ & C#", "Was ist neu?", "snake_case_name", "a*b*c"]


def test_a_numbered_source_in_brackets_is_an_ordinary_link() -> None:
    assert kinds("[[1]](https://example.org)") == [("web", "https://example.org", "")]


def test_a_wiki_link_in_a_table_takes_its_label_after_an_escaped_pipe() -> None:
    page = render("| a |\n| --- |\n| [[Büro\\|unser Büro]] |\n")
    assert ">unser Büro</a></td>" in page.html and page.links[0].target == "Büro"


def test_rows_with_too_few_or_too_many_cells_do_not_lose_the_table() -> None:
    html = render("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\nlast\n").html
    assert "<tr><td>1</td><td></td></tr>\n<tr><td>1</td><td>2</td></tr>\n<tr><td>last</td><td></td></tr>" in html


def test_code_in_a_table_cell_loses_the_backslash_before_a_pipe() -> None:
    assert "<code>a | b</code>" in render("| a |\n|---|\n| `a \\| b` |\n").html


def test_a_long_table_keeps_every_row() -> None:
    html = render("| a | b |\n|---|---|\n" + "| *x* | [l](http://a.b) |\n" * 700).html
    assert html.count("<tr>") == html.count("</tr>") == 701 and html.count("<tbody>") == 1


@pytest.mark.parametrize("kind", ["NOTE", "tip", "Important", "WARNING", "caution"])
def test_githubs_callouts_are_callouts(kind: str) -> None:
    html = render(f"> [!{kind}]\n> Text\n").html
    assert f'<div class="callout callout-{kind.lower()}">' in html and "<p>Text</p>" in html and "[!" not in html


def test_an_unknown_callout_is_a_quotation() -> None:
    assert "<blockquote>" in render("> [!FOO]\n> Text\n").html


def test_tasks_have_a_label_and_cannot_be_clicked() -> None:
    html = render("- [ ] offen\n- [x] erledigt\n").html
    assert '<label><input type="checkbox" disabled> offen</label>' in html
    assert '<label><input type="checkbox" disabled checked> erledigt</label>' in html


def test_a_footnote_named_twice_has_one_id() -> None:
    html = render("a[^1] b[^1]\n\n[^1]: Fuß\n").html
    assert html.count('id="fnref-1"') == 1 and html.count('href="#fn-1"') == 2


def test_bare_addresses_are_links_without_the_punctuation_after_them() -> None:
    targets = [target for _, target, _ in kinds("(see www.a.de/x_(y)), **https://b.c/d**, https://e.f/?g=h&i=j.")]
    assert targets == ["http://www.a.de/x_(y)", "https://b.c/d", "https://e.f/?g=h&i=j"]


def test_an_outside_link_sends_no_referrer() -> None:
    html = render("[x](https://example.org)").html
    assert 'class="external"' in html and 'rel="noreferrer noopener nofollow"' in html


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (r"[x](S:\daten\a)", r"S:\daten\a"),
        (r"[x](\\srv\share)", r"\\srv\share"),
        (r"<\\srv\share\zwei Worte>", r"\\srv\share\zwei Worte"),
        ("[x](file:///S:/a/b)", "S:/a/b"),
        ("[x](file://srv/share/a)", r"\\srv\share\a"),
    ],
)
def test_a_network_path_is_a_chip_and_no_link(source: str, path: str) -> None:
    page = render(source)
    assert f'<span class="network-path" data-path="{path}">' in page.html and "href" not in page.html
    assert page.links[0].kind == "path" and page.links[0].target == path


def test_links_of_this_wiki_keep_their_address_and_get_heading_ids() -> None:
    page = render("[a](../x/y.md#Foo-Bar) [b](/p/12/slug#Über-Uns) [c](#What's-new) [d](x.pdf#page=3)")
    assert 'href="../x/y.md#h-foo-bar"' in page.html and 'href="x.pdf#page=3"' in page.html
    assert kinds("[b](/p/12/slug#Über-Uns)") == [("page", "12", "h-über-uns")]


def test_headings_get_githubs_slugs_and_repeated_ones_a_number() -> None:
    page = render("# What's new? C++ & C#\n## Foo\n## Foo\n## Foo-1\n## Größe_x – 日本\n")
    ids = [heading.id for heading in page.headings]
    assert ids == ["h-whats-new-c--c", "h-foo", "h-foo-1", "h-foo-1-1", "h-größe_x--日本"]


def test_front_matter_is_hidden_and_read_with_keys_of_any_case() -> None:
    page = render("---\nTitle: Die\n  Seite\nTAGS: [büro, urlaub]\n---\n# Andere\n")
    assert page.title == "Die Seite" and page.front_matter["tags"] == ["büro", "urlaub"] and "TAGS" not in page.html


@pytest.mark.parametrize("source", ["Title: x\n---\n# A\n", "---\na: [\n---\n# A\n", "---\na: &x 1\nb: *x\n---\n# A\n"])
def test_invalid_front_matter_is_text(source: str) -> None:
    page = render(source)
    assert page.front_matter == {} and ("Title" in page.plain or "a:" in page.plain)


def test_the_title_is_the_first_h1_or_else_the_first_heading() -> None:
    assert render("## a\n# b\n").title == "b"
    assert render("## a\n### b\n").title == "a"
    assert render("a").title is None


def test_plain_text_has_a_line_for_each_block_and_no_markup() -> None:
    text = render("# Eins\n\n*zwei* [drei](x)\n\n```py\nvier()\n```\n\n- fünf &amp; [[S|sechs]]\n").plain
    assert text == "Eins\nzwei drei\nvier()\nfünf & sechs"


def test_code_is_coloured_by_class_names_and_unknown_languages_stay_plain() -> None:
    assert '<span class="k">if</span>' in render("```python\nif a: pass\n```\n").html
    html = render("```klingon\nif <a>\n```\n").html
    assert '<code class="language-klingon">if &lt;a&gt;\n</code>' in html


def test_html_is_text_and_comments_are_not_shown() -> None:
    html = render("<b>x</b> y <!-- geheim -->\n\n<!--\nmehr\n-->\n\n<!-- offen").html
    assert "&lt;b&gt;x&lt;/b&gt;" in html and "geheim" not in html and "mehr" not in html and "offen" in html


def test_dollar_signs_are_no_formulas() -> None:
    assert "$5 and $10" in render("$5 and $10").html


def test_a_text_over_the_limit_is_refused() -> None:
    with pytest.raises(Invalid):
        render("ä" * 300_000)


def test_every_fixture_renders() -> None:
    for file in pages():
        text = file.read_bytes().decode()
        html = render(text).html
        assert bool(html) == bool(text) and 'data-word="source"' not in html and not faults(html), file.name


def test_a_header_with_too_few_cells_is_filled_up() -> None:
    html = render("| a | b |\n| - | - | - |\n| 1 | 2 | 3 |\n").html
    assert "<td>3</td>" in html and html.count("<th") == 4
