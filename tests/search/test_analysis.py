"""How words become terms: umlauts, stems, hyphenated compounds, numbers and languages."""

import pytest

from kms.search.language.analysis import languages_of, query_stems, terms, tokens


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("left", "right"),
    [("müller", "mueller"), ("müller", "muller"), ("häuser", "haeuser"), ("straße", "strasse"), ("größe", "groesse")],
)
def test_umlauts_are_found_however_they_are_written(left: str, right: str) -> None:
    assert set(query_stems(left)) & set(query_stems(right))


def test_inflected_words_share_a_stem_in_both_languages() -> None:
    assert set(query_stems("verträge")) & set(query_stems("vertrag"))
    assert set(query_stems("policies")) & set(query_stems("policy"))


def test_a_hyphenated_word_is_found_whole_and_in_parts() -> None:
    assert words("On-call") == ["oncall", "on", "call"]


def test_a_word_with_inner_capitals_is_found_whole_and_in_parts() -> None:
    assert words("GitHub") == ["github", "git", "hub"]


def test_a_host_is_found_by_its_parts() -> None:
    assert words("wiki.firma.local") == ["wiki", "firma", "local"]


def test_version_and_section_numbers_stay_whole() -> None:
    assert words("4.2.1") == ["4.2.1", "4.2"]
    assert words("§ 12 und §13a") == ["§12", "12", "und", "§13a", "13a"]


def test_offsets_point_into_the_text() -> None:
    text = "Grüße, foo-bar! ÖlTank"
    assert [text[token.start : token.end].lower() for token in tokens(text) if not token.part] == [
        "grüße",
        "foo-bar",
        "öltank",
    ]


def test_stop_words_leave_a_gap() -> None:
    assert list(terms("Haus der Leute", ("de",))) == [("haus", 0), ("leut", 2)]


def test_a_stop_word_of_the_other_language_is_a_word() -> None:
    assert [term for term, _ in terms("die IT", ("de",))] == ["it"]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Das ist der Text und er ist nicht lang", ("de",)),
        ("This is the text and it is not long", ("en",)),
        ("Kubernetes", ("de", "en")),
    ],
)
def test_the_language_is_detected_by_its_stop_words(text: str, languages: tuple[str, ...]) -> None:
    assert languages_of(text) == languages


def test_a_declared_language_wins() -> None:
    assert languages_of("This is the text", "de-AT") == ("de",)


def test_other_scripts_are_words_too() -> None:
    assert words("日本語 Привет 😀") == ["日本語", "привет"]
