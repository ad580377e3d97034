"""A web page's title and description, in any character set, and what is not to be trusted (B8, B10, B11)."""

import time

import pytest

from kms.core.charsets import decode
from kms.core.fetch import FetchedPage
from kms.core.page_facts import PageFacts, page_facts


def page(html: str | bytes, status: int = 200, content_type: str = "text/html; charset=utf-8") -> FetchedPage:
    return FetchedPage("http://h/", status, content_type, html.encode() if isinstance(html, str) else html)


def test_title_and_description_are_read() -> None:
    html = "<title>\n Plan &amp; Ziel </title><meta name=Description content='Was wir  tun'>"
    assert page_facts(page(html)) == PageFacts("Plan & Ziel", "Was wir tun")


def test_open_graph_data_is_the_fallback() -> None:
    html = '<meta property="og:title" content="A"><meta property="og:description" content="B">'
    assert page_facts(page(html)) == PageFacts("A", "B")


def test_the_title_of_a_picture_is_not_the_title_of_the_page() -> None:
    assert page_facts(page("<svg><title>Icon</title></svg><title>Page</title>")).title == "Page"


def test_long_facts_are_truncated() -> None:
    facts = page_facts(page(f"<title>{'x' * 5000}</title>"))
    assert len(facts.title) == 1000


@pytest.mark.parametrize("title", ["Just a moment...", "Just a moment…", "Attention Required! | Cloudflare"])
def test_a_challenge_is_not_a_title(title: str) -> None:
    assert page_facts(page(f"<title>{title}</title>")) == PageFacts()


@pytest.mark.parametrize("status", [403, 404, 503])
def test_an_error_page_is_not_a_title(status: int) -> None:
    assert page_facts(page("<title>Not found</title>", status)) == PageFacts()


def test_a_picture_has_no_facts() -> None:
    assert page_facts(page(b"<title>x</title>", content_type="image/png")) == PageFacts()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Müller".encode("cp1252"), "text/html; charset=windows-1252"),
        ("Müller".encode("cp1252"), "text/html; charset=utf-8"),
        ("<meta charset=windows-1252>Müller".encode("cp1252"), "text/html"),
        ("<meta charset=utf-8>Müller und Söhne, Grüße aus Köln für alle".encode("cp1252"), "text/html"),
        ("<meta charset=iso-8859-1>Müller".encode(), "text/html; charset=iso-8859-1"),
        ("Müller".encode("utf-16"), "text/html"),
        ("\ufeffMüller".encode(), "text/html; charset=iso-8859-1"),
        ("Müller".encode(), "text/html; charset=no-such-thing"),
        ("Müller".encode(), "text/html; charset=rot13"),
        ("Müller und Söhne, Grüße aus Köln".encode("cp1252"), ""),
    ],
)
def test_mueller_is_decoded_correctly_whatever_was_declared(body: bytes, content_type: str) -> None:
    assert "Müller" in decode(body, content_type)


def test_a_character_cut_at_the_end_does_not_spoil_the_text() -> None:
    assert decode("Müü".encode()[:-1], "text/html") == "Mü"


@pytest.mark.parametrize("piece", ["<a ", "<", "<!--", "<title>", "&#", "<svg>", "</", "<!["])
def test_hostile_html_is_read_in_reasonable_time(piece: str) -> None:
    started = time.process_time()
    page_facts(page(piece * 700_000))
    assert time.process_time() - started < 2
