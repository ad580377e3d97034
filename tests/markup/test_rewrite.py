"""Only real links change (T19), and no other byte of the source."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kms.markup.model import MarkdownLink
from kms.markup.rewrite import ByNumber, rewrite_links, rewrite_wiki_links
from tests.sets import pages


def moved(text: str, old: str, new: str) -> str:
    return rewrite_links(text, lambda link: new if link.target == old else None)


def renamed(text: str) -> str:
    return rewrite_wiki_links(text, lambda link: "Neu" if link.target == "A" else None)


def test_a_wiki_link_in_code_stays() -> None:
    source = "[[A]] `[[A]]`\n\n```\n[[A]]\n```\n\n    [[A]]\n\n``[[A]]`` \\[[A]]\n"
    assert renamed(source) == source.replace("[[A]]", "[[Neu]]", 1)


def test_a_longer_title_stays() -> None:
    assert renamed("[[A]] [[AB]] [[B/A]]") == "[[Neu]] [[AB]] [[B/A]]"


def test_label_and_heading_stay() -> None:
    assert renamed("[[A|ein *Wort*]] [[A#Teil 2]] [[A#H|x]]") == "[[Neu|ein *Wort*]] [[Neu#Teil 2]] [[Neu#H|x]]"


def test_a_wiki_link_in_a_table_keeps_its_escaped_pipe() -> None:
    source = "| a |\r\n| --- |\r\n| [[A\\|b]] |\r\n"
    assert renamed(source) == source.replace("[[A", "[[Neu")


def test_a_space_can_be_named() -> None:
    assert rewrite_wiki_links("[[hr:A]] [[A]]", lambda link: "it:B" if link.space else None) == "[[it:B]] [[A]]"


def test_front_matter_stays() -> None:
    assert renamed("---\nx: '[[A]]'\n---\n[[A]]") == "---\nx: '[[A]]'\n---\n[[Neu]]"


def test_a_longer_address_stays() -> None:
    assert moved("[x](/a) [y](/ab) [z](/a/b)", "/a", "/n") == "[x](/n) [y](/ab) [z](/a/b)"


def test_titles_and_angles_of_destinations_stay() -> None:
    source = "[x](/a \"T /a\") [y](</a> '/a') ![i]( /a )"
    assert moved(source, "/a", "/n") == "[x](/n \"T /a\") [y](</n> '/a') ![i]( /n )"


def test_a_destination_with_query_and_fragment_is_seen_whole() -> None:
    seen: list[MarkdownLink] = []
    source = "[x](/A?r=1#h)"
    assert rewrite_links(source, lambda link: seen.append(link)) == source  # type: ignore[func-returns-value]
    assert [(link.target, link.fragment) for link in seen] == [("/A?r=1", "h-h")]


def test_reference_definitions_change_and_uses_stay() -> None:
    source = "[x][a] [a] `[a]: /a`\n\n[a]: /a 'T'\n[b]: /a\n"
    assert moved(source, "/a", "/n") == "[x][a] [a] `[a]: /a`\n\n[a]: /n 'T'\n[b]: /a\n"


def test_bare_and_angled_addresses_change() -> None:
    source = "https://a.b/c. <https://a.b/c> `https://a.b/c` (https://a.b/c)"
    expected = "https://n.m/. <https://n.m/> `https://a.b/c` (https://n.m/)"
    assert moved(source, "https://a.b/c", "https://n.m/") == expected


def test_an_address_in_code_stays_whatever_follows_it() -> None:
    source = '`http://a.b` <a href="http://a.b">x</a> http://a.b'
    assert moved(source, "http://a.b", "http://n.m") == source[:-10] + "http://n.m"
    assert rewrite_links(source[:-10], lambda link: "http://n.m") == source[:-10]


def test_an_image_in_a_link_and_the_link_change_each() -> None:
    assert moved("[![a](b.png)](c.md)", "b.png", "n.png") == "[![a](n.png)](c.md)"
    assert moved("[![a](b.png)](c.md)", "c.md", "n.md") == "[![a](b.png)](n.md)"


def test_a_target_with_spaces_or_brackets_gets_angle_brackets() -> None:
    assert moved("[x](a)", "a", "b (c) d") == "[x](<b (c) d>)"
    assert moved("[x](a)", "a", r"\\srv\x y") == r"[x](<\\\\srv\\x y>)"


def test_a_title_that_brackets_cannot_hold_is_left_out() -> None:
    assert rewrite_wiki_links("[[A]]", lambda link: "x]y") == "[[A]]"


def test_an_unnameable_target_is_linked_by_number_keeping_the_words() -> None:
    source = "[[A]], [[hr:B*C#Teil 1|so *hier*]]\n\n| a |\n| --- |\n| [[A\\|b]] |\n\n`[[A]]` ![[A]] [[A|b|c]]\n"
    expected = "[A](/p/7), [so *hier*](/p/7#h-teil-1)\n\n| a |\n| --- |\n| [b](/p/7) |\n\n`[[A]]` ![[A]] [[A|b|c]]\n"
    assert rewrite_wiki_links(source, lambda link: ByNumber(7)) == expected


def test_links_in_lists_and_quotes_change() -> None:
    assert moved("> - [x](a)\n>   [[b]]\n", "a", "n") == "> - [x](n)\n>   [[b]]\n"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["[[A]]", "[x](A)", "`", "```\n", "\n", "[", "]", "(", "https://x.y", "> ", "|", " "])))
def test_nothing_changes_where_every_link_stays(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert rewrite_links(text, lambda link: None) == text
    assert rewrite_links(text, lambda link: "A" if link.target == "A" else None) == text


def test_every_fixture_survives_unchanged() -> None:
    for file in pages():
        text = file.read_bytes().decode()
        assert rewrite_links(text, lambda link: None) == text
