"""A result links to the section of its passage, and names those who saved the same."""

from dataclasses import replace

from kms.core.search_sources import SearchHit
from kms.search.query.parser import parse
from kms.search.results.service import shown

TEXT = (
    "Vorwort ohne Thema. " * 20
    + "Erster Teil. Leitern prüfen. "
    + "Nichts weiter. " * 40
    + "Zweiter Teil. Haken fetten."
)
ANCHORS = (
    (TEXT.index("Erster"), "erster-teil", "Erster Teil"),
    (TEXT.index("Zweiter"), "zweiter-teil", "Zweiter Teil"),
)
HIT = SearchHit("page", 1, "Titel", "/p/1/titel", TEXT, anchors=ANCHORS)


def where(words: str, hit: SearchHit = HIT) -> tuple[str, str]:
    result = shown(hit, parse(words).expression)
    return result.url, result.section


def test_the_link_leads_to_the_section_of_the_first_highlighted_word() -> None:
    assert where("Haken") == ("/p/1/titel#zweiter-teil", "Zweiter Teil")
    assert where("Leitern") == ("/p/1/titel#erster-teil", "Erster Teil")


def test_without_a_highlighted_word_or_above_all_headings_it_leads_to_the_top() -> None:
    assert where("Vorwort") == ("/p/1/titel", "")
    assert where("Titel") == where("") == ("/p/1/titel", "")
    assert where("Haken", replace(HIT, anchors=())) == ("/p/1/titel", "")


def test_a_text_written_with_separate_accents_still_has_its_sections() -> None:
    text = "Kopf. Pru\u0308fung der Leitern"
    assert where("Leitern", replace(HIT, passage_source=text, anchors=((6, "pruefung", "Prüfung"),)))[1] == "Prüfung"


def test_the_page_names_those_who_saved_the_same_once(app, browser, monkeypatch) -> None:
    savers = ("Ana", "Ben", "Lena", "Maria", "Olaf")
    hit = SearchHit(
        "bookmark", 1, "Quelle", "/bookmarks/1", "", by="Ana", savers=savers, extra={"href": "https://a.example/"}
    )
    with app.test_request_context():
        row = app.jinja_env.from_string(
            '{% import "parts.html" as parts with context %}{{ parts.hit_row(hit) }}'
        ).render(hit=hit)
    assert "saved by Ana, Ben, Lena and 2 others" in row and row.count("Ana") == 1


def test_missing_properties_leave_no_separator_behind(app) -> None:
    with app.test_request_context():
        row = app.jinja_env.from_string(
            '{% import "parts.html" as parts with context %}{{ parts.hit_row(hit) }}'
        ).render(hit=SearchHit("person", 1, "Ana <b>", "/people/1", "", place="ana"))
    assert "<span>ana</span>" in row and "·" not in row and "Ana &lt;b&gt;" in row
