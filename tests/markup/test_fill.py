"""Cached HTML is completed for one reader."""

from kms.markup.fill import fill_links, fill_words, without_title
from kms.markup.model import ResolvedLink
from kms.markup.render import render


def test_a_wiki_link_gets_its_address_and_a_missing_page_is_red() -> None:
    html = render("[[A]] [x](y) [[B]] [[C]]").html
    filled = fill_links(html, [ResolvedLink("/p/1", True, 'Das "A"'), None, ResolvedLink("/new?t=B&s=1", False), None])
    assert '<a class="wiki-link" href="/p/1" title="Das &quot;A&quot;">A</a>' in filled
    assert '<a class="wiki-link red" href="/new?t=B&amp;s=1">B</a>' in filled
    assert '<a class="wiki-link">C</a>' in filled


def test_a_wiki_link_never_leaves_this_server() -> None:
    html = render("[[A]]").html
    for href in ("javascript:alert(1)", "//evil", "/\\evil", "https://evil"):
        assert 'href="#"' in fill_links(html, [ResolvedLink(href, True)])


def test_typed_markers_are_not_mistaken_for_ours() -> None:
    html = render('<a class="wiki-link" data-wiki="0">x</a>').html
    assert "/p/1" not in fill_links(html, [ResolvedLink("/p/1", True)])


def test_callouts_speak_the_readers_language() -> None:
    assert ">Hinweis &amp; mehr</p>" in fill_words(render("> [!NOTE]\n> x").html, {"note": "Hinweis & mehr"})


def test_the_title_is_not_shown_twice() -> None:
    html = render("# Der *große* Plan\n\nText").html
    assert without_title(html, "der große plan") == '<span id="h-der-große-plan"></span><p>Text</p>\n'
    assert without_title(html, "Anderes") == html
