"""Tables in the editor: created, filled, extended, shrunk, aligned, and never more than Markdown can express."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import edit_page, editor, paste, written

pytestmark = [pytest.mark.browser, pytest.mark.prove]

TABLE = "| Teil | Anzahl |\n| --- | --- |\n| Mutter | 3 |\n| Schraube | 4 |\n"


def operate(page: Page, name: str) -> None:
    page.get_by_role("button", name="Tabellenwerkzeuge").click()
    page.get_by_role("menuitem", name=name).click()


def rows(page: Page) -> list[list[str]]:
    """The cells as displayed."""
    return [row.locator("th, td").all_inner_texts() for row in editor(page).locator("tr").all()]


def into(page: Page, cell: str) -> None:
    editor(page).locator("th, td").filter(has_text=cell).click()
    page.keyboard.press("End")


def test_tab_fills_a_new_table_and_adds_a_row(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Neue Tabelle"))
    page.get_by_role("toolbar", name="Formatierung").get_by_role("button", name="Tabelle").click()
    expect(editor(page).get_by_role("table")).to_be_visible()
    for text in ("a", "b", "c", "1", "2", "3", "4", "5", "6", "7"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    assert [[text.strip() for text in row] for row in rows(page)] == [
        ["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"], ["7", "", ""],
    ]  # fmt: skip
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("!")
    text = written(page)
    assert [line.replace(" ", "") for line in text.strip().splitlines()] == [
        "|a|b|c|", "|---|---|---|", "|1|2|3|", "|4|5|6|", "|!|||",
    ]  # fmt: skip


def test_rows_and_columns_are_added_and_removed(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zeilen und Spalten", TABLE))
    into(page, "Mutter")
    operate(page, "Zeile darüber")
    assert len(rows(page)) == 4 and rows(page)[0] == ["Teil", "Anzahl"]
    into(page, "Mutter")
    operate(page, "Spalte danach")
    assert [len(row) for row in rows(page)] == [3, 3, 3, 3]
    into(page, "Anzahl")
    operate(page, "Spalte löschen")
    into(page, "Schraube")
    operate(page, "Zeile löschen")
    assert [row[0].strip() for row in rows(page)] == ["Teil", "", "Mutter"]
    operate(page, "Tabelle löschen")
    assert "|" not in written(page)


def test_the_header_stays_on_top(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Kopfzeile", TABLE))
    into(page, "Teil")
    page.get_by_role("button", name="Tabellenwerkzeuge").click()
    expect(page.get_by_role("menuitem", name="Zeile darunter")).to_be_visible()
    for name in ("Zeile darüber", "Zeile löschen"):
        expect(page.get_by_role("menuitem", name=name)).to_have_count(0)
    page.get_by_role("menuitem", name="Zeile darunter").click()
    expect(editor(page).locator("tr").nth(1).locator("td")).to_have_count(2)
    expect(editor(page).locator("th")).to_have_count(2)


def test_a_column_is_aligned_and_the_other_rows_stay_as_they_were(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Ausrichtung", TABLE))
    into(page, "3")
    operate(page, "Rechtsbündig")
    expect(editor(page).locator(".align-right")).to_have_count(3)
    lines = written(page).splitlines()
    assert lines[0] == "| Teil | Anzahl |" and lines[2:] == ["| Mutter | 3 |", "| Schraube | 4 |"]
    assert lines[1].replace(" ", "") == "|---|---:|"


def test_one_cell_changed_changes_one_line(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Eine Zelle", "vorher\n\n" + TABLE + "\nnachher\n"))
    into(page, "Mutter")
    page.keyboard.type("n")
    assert written(page) == "vorher\n\n" + TABLE.replace("Mutter", "Muttern") + "\nnachher\n"


def test_enter_goes_down_and_out_and_never_breaks_the_table(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Eingabe", TABLE))
    into(page, "Mutter")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.keyboard.press("Enter")
    page.keyboard.type("danach")
    assert written(page) == TABLE.replace("Schraube", "Schraube!") + "\ndanach\n"


def test_what_is_pasted_into_a_cell_keeps_its_lines(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Eingefügt", TABLE))
    into(page, "Mutter")
    paste(page, "<h2>eins</h2><p><b>zwei</b><br>drei</p><ul><li>vier</li></ul>", "eins zwei drei vier")
    assert written(page) == TABLE.replace("Mutter", "Muttereins<br>**zwei**<br>drei<br>vier")
    expect(editor(page).locator("td").filter(has_text="Muttereins").locator("br")).to_have_count(3)


def test_lines_of_code_and_of_plain_text_stay_lines_in_a_cell(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zeilen in der Zelle", TABLE))
    into(page, "Mutter")
    paste(page, "", " eins\nzwei\n\ndrei")
    into(page, "Schraube")
    paste(page, "<pre><code>a = 1\nb = 2</code></pre>", "a = 1\nb = 2")
    assert written(page) == TABLE.replace("Mutter", "Mutter eins<br>zwei<br>drei").replace(
        "Schraube", "Schraubea = 1<br>b = 2"
    )


def test_cells_are_pasted_over_cells(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Aus der Tabellenkalkulation", TABLE))
    into(page, "Schraube")
    paste(page, "<table><tr><td>A</td><td>B</td></tr><tr><td colspan=2>C</td></tr></table>", "A\tB\nC")
    assert [row[0].strip() for row in rows(page)] == ["Teil", "Mutter", "A", "C"]
    expect(editor(page).locator("[colspan], [rowspan]")).to_have_count(0)
    assert {len(row) for row in rows(page)} == {2}


def test_a_wide_table_scrolls_inside_the_page(ana, company) -> None:
    head = "| " + " | ".join(f"Eine lange Spalte {n}" for n in range(12)) + " |"
    page = edit_page(ana, company.page("ana", "handbuch", "Breit", f"{head}\n|{' --- |' * 12}\n|{' x |' * 12}\n"))
    tools = page.get_by_role("button", name="Tabellenwerkzeuge")
    expect(tools).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(tools).to_be_in_viewport(ratio=1)
    assert editor(page).locator(".table-wrap").evaluate("(box) => box.scrollWidth > box.clientWidth")


def test_what_is_typed_at_the_end_of_a_page_that_ends_with_a_table_is_kept(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Tabelle zuletzt", TABLE))
    page.keyboard.press("Control+End")
    page.keyboard.type(" dazu")
    expect(editor(page)).to_contain_text("dazu")
    assert written(page) == TABLE.replace("4 |", "4 dazu |")


def test_an_immediate_key_acts_at_the_cursor(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Schnell", TABLE))
    page.evaluate(
        """() => {
          const text = document.querySelector("#text");
          const cell = [...text.querySelectorAll("td")].find((cell) => cell.textContent.includes("Mutter"));
          getSelection().collapse(cell.querySelector("p") ?? cell, 0);
          text.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
        }"""
    )
    page.keyboard.type("!")
    assert written(page) == TABLE.replace("Schraube", "!Schraube")
