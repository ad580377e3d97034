"""Network paths on pages and in bookmarks: chips that copy a path that works for everybody."""

from typing import Any

from kms.settings import service
from tests import make

COPIED = r'data-path="S:\Vorlagen\Urlaub.xlsx" data-copied="\\srv\daten\Vorlagen\Urlaub.xlsx"'


def test_a_path_on_a_known_drive_carries_its_share_on_pages_and_in_bookmarks(browser: Any, write: Any) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "A", r"Siehe S:\Vorlagen\Urlaub.xlsx und X:\y")
        make.bookmark(session, "ana", r"S:\Vorlagen\Urlaub.xlsx", "Urlaub")
    ana = browser("ana")
    assert "data-copied" not in ana.get(f"/p/{page}/a").text
    with write() as session:
        service.change(session, drives="S = \\\\srv\\daten")
    shown = ana.get(f"/p/{page}/a").text
    assert COPIED in shown and r'data-path="X:\y">X:\y' in shown
    assert COPIED in ana.get("/bookmarks").text


def test_administrators_configure_the_letters_and_a_wrong_line_is_explained(browser: Any) -> None:
    root = browser("root")
    assert root.post("/admin/settings/paths", drives="S = D:\\x").status_code == 422
    assert root.post("/admin/settings/paths", drives="S = \\\\srv\\daten").status_code == 303
    assert "S = \\\\srv\\daten" in root.get("/admin/settings/paths").text


def test_what_is_copied_cannot_leave_its_attribute(browser: Any, write: Any) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "A", "[x](<file:///S:/%22%3E%3Cscript%3E>)")
        service.change(session, drives="S = \\\\srv\\daten")
    shown = browser("ana").get(f"/p/{page}/a").text
    assert 'data-copied="' in shown and "<script>" not in shown.split("<main")[1]
