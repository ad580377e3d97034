"""What phones share fills the bookmark form: the address is found wherever an app puts it, nothing is saved."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from kms.bookmarks.share_target_views import form_words
from kms.core.urls import address_within

LAW = "https://example.org/leitern?a=1&b=2"


@pytest.mark.parametrize(
    ("title", "text", "url", "expected"),
    [
        ("Leitern", LAW, "", (LAW, "Leitern", "")),
        ("", f"Leitern sicher benutzen {LAW}", "", (LAW, "Leitern sicher benutzen", "")),
        ("Leitern", f"“Jährlich prüfen.”\n {LAW}", "", (LAW, "Leitern", "“Jährlich prüfen.”")),
        ("Leitern", f"Leitern – {LAW}", "", (LAW, "Leitern", "")),
        ("Leitern", "Lesenswert", LAW, (LAW, "Leitern", "Lesenswert")),
        (f"Leitern {LAW}", "", "", (LAW, "Leitern", "")),
        ("Notiz", "ohne Adresse", "", ("", "Notiz", "ohne Adresse")),
        ("", "", "", ("", "", "")),
    ],
)
def test_the_address_is_found_where_apps_put_it(title, text, url, expected) -> None:
    words = form_words(title, text, url)
    assert (words["url"], words["title"], words["description"]) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("siehe https://example.org/a.", "https://example.org/a"),
        ("(https://de.example.org/wiki/Leiter_(Gerät))", "https://de.example.org/wiki/Leiter_(Gerät)"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("javascript:alert(1)", ""),
    ],
)
def test_marks_around_an_address_are_not_part_of_it(text, address) -> None:
    assert address_within(text)[0] == address


def test_sharing_fills_the_form_and_saves_nothing(browser, runtime) -> None:
    ana = browser("ana")
    answer = ana.get("/share?" + f"title=Leitern&text={quote(LAW)}")
    assert answer.status_code == 302
    form = ana.get(answer.location).text
    assert 'value="https://example.org/leitern?a=1&amp;b=2"' in form and 'value="Leitern"' in form
    assert LAW not in ana.get("/bookmarks").text


def test_signed_out_the_share_waits_behind_the_sign_in(browser) -> None:
    guest = browser("guest")
    answer = guest.get("/share?" + f"title=Leitern&text={quote(LAW)}")
    next = parse_qs(urlsplit(answer.location).query)["next"][0]
    guest.get(answer.location)
    answer = guest.post("/sign-in", user_name="ana", password="correct horse battery", next=next)
    assert answer.status_code == 303
    assert urlsplit(guest.get(answer.location).location).path == "/bookmarks/new"


def test_b20_markup_in_what_is_shared_is_text(browser) -> None:
    ana = browser("ana")
    shown = ana.get(ana.get(f"/share?text=<script>alert(1)</script>+{quote(LAW)}").location).text
    assert "<script>alert" not in shown
