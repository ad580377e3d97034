"""Drive letters stand for shares that administrators configure once."""

import pytest

from kms.core.drives import DOUBLE, FAULT, drives_of, fault_of, on_share

LINES = "S = \\\\srv\\daten\n\n  t: = \\\\srv-02.firma\\Alte Vorlagen\\2019\\ \n"


def test_the_letters_are_parsed_line_by_line() -> None:
    assert drives_of(LINES) == {"S": r"\\srv\daten", "T": r"\\srv-02.firma\Alte Vorlagen\2019"}


@pytest.mark.parametrize(
    ("path", "copied"),
    [
        (r"S:\Vorlagen\Urlaub.xlsx", r"\\srv\daten\Vorlagen\Urlaub.xlsx"),
        ("s:/Vorlagen/Urlaub.xlsx", r"\\srv\daten\Vorlagen\Urlaub.xlsx"),
        ("file:///S:/Meine%20Vorlagen/x", r"\\srv\daten\Meine Vorlagen\x"),
        ("S:\\", r"\\srv\daten"),
        (r"X:\y", r"X:\y"),
        (r"\\andere\S:\y", r"\\andere\S:\y"),
        ("https://s:/x", "https://s:/x"),
    ],
)
def test_a_path_on_a_known_drive_is_copied_as_its_share(path: str, copied: str) -> None:
    assert on_share(path, LINES) == copied


@pytest.mark.parametrize("line", ["S", "S = D:\\x", "SS = \\\\srv\\x", "S = \\\\srv", "S = /srv/x", "S = \\\\s<b>\\x"])
def test_an_invalid_drive_letter_is_refused(line: str) -> None:
    assert fault_of(f"T = \\\\srv\\x\n{line}") is FAULT


def test_a_letter_is_listed_only_once() -> None:
    assert fault_of("S = \\\\a\\b\ns = \\\\c\\d") is DOUBLE
    assert fault_of(LINES) is None
