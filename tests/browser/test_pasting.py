"""Pasting from other programs gives clean structure, copying gives formatted text and Markdown (X31)."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import hands

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def copied(program: str) -> str:
    """What this kind of program puts on the clipboard."""
    return (Path(__file__).parent / "clipboard" / f"{program}.html").read_text("utf-8")


WORD = copied("word")
DOCS = copied("docs")
EXCEL = copied("excel")
WEB = copied("web")


def paste(page: Page, **kinds: str) -> None:
    """Paste as from another program's clipboard, and wait until it is in the text."""
    types = {"html": "text/html", "text": "text/plain", "code": "vscode-editor-data"}
    data = json.dumps({types[name]: value for name, value in kinds.items()})
    page.locator(".ProseMirror").evaluate(
        """(editor, data) => {
          const clipboard = new DataTransfer();
          for (const [type, value] of Object.entries(JSON.parse(data))) clipboard.setData(type, value);
          const options = { clipboardData: clipboard, bubbles: true, cancelable: true };
          editor.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        data,
    )
    expect(page.locator(".ProseMirror")).not_to_have_text("")


def markdown(page: Page) -> str:
    """What would be saved now."""
    return str(page.evaluate("new FormData(document.querySelector('[data-editor]').closest('form')).get('text')"))


@pytest.fixture
def empty(ana, company) -> Page:
    page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Zum Einfügen')}/edit")
    page.locator(".ProseMirror").click()
    return page


def test_word_gives_headings_lists_a_table_and_paths(empty) -> None:
    paste(empty, html=WORD, text="Leiterprüfung")
    expect(empty.locator(".ProseMirror table")).to_be_visible()
    assert markdown(empty).replace("\r\n", "\n").strip() == (
        "## Leiterprüfung\n\n## Ablauf\n\nJede Leiter **vor** der *Nutzung* ansehen.\n\n"
        "- Holme\n  - Risse\n- Sprossen\n\n1. Ablegen\n\n"
        "| **Teil** | Zustand |\n| --- | --- |\n| Holm<br>links | gut |\n\n"
        "Plan (\\\\srv\\daten\\Plan.xlsx) und Inhalt"
    )


def test_what_is_pasted_before_the_cleaner_has_loaded_waits_for_it(ana, company) -> None:
    held: list[Route] = []
    ana.page.route("**/second.*.js", lambda route: held.append(route))
    with ana.page.expect_request("**/second.*.js"):
        page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Zu früh')}/edit")
    hands.paste(page, WEB)
    assert markdown(page).strip() == ""
    held[0].continue_()
    expect(page.locator(".ProseMirror blockquote")).to_have_text("Zitat")
    assert "böse" in markdown(page) and "```python" in markdown(page)


def test_google_docs_gives_marks_nested_lists_tasks_and_the_real_address(empty) -> None:
    paste(empty, html=DOCS)
    assert markdown(empty).replace("\r\n", "\n").strip() == (
        "**Fett** und *schräg*\n\n- eins\n  - darunter\n- [x] erledigt\n\n[Quelle](https://example.org/a)"
    )


def test_excel_gives_a_table_without_its_empty_cells(empty) -> None:
    paste(empty, html=EXCEL, text="Artikel\tMenge")
    assert markdown(empty).replace("\r\n", "\n").strip() == (
        "| Artikel | Menge |\n| --- | --- |\n| Schraube \\| M8 | 1.200 |"
    )


def test_a_web_page_gives_structure_and_runs_nothing(empty, ana) -> None:
    paste(empty, html=WEB)
    assert markdown(empty).replace("\r\n", "\n").strip() == (
        "## Titel\n\nEin Satz\n\nNoch einer\n\nböse\n\n```python\nif a:\n    b()\n```\n\n> Zitat"
    )
    assert empty.evaluate("window.__ran") is None
    assert ana.refused() == []


def test_pasted_markdown_becomes_formatted(empty) -> None:
    paste(empty, text="## Titel\n\n- [ ] offen\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nSiehe [[Leiterprüfung]].")
    expect(empty.locator(".ProseMirror h2")).to_have_text("Titel")
    expect(empty.locator(".ProseMirror td")).to_have_count(2)
    expect(empty.locator(".ProseMirror .wiki-link")).to_have_text("Leiterprüfung")
    expect(empty.get_by_role("checkbox")).to_have_count(1)


def test_text_from_a_source_editor_counts_as_markdown_though_it_offers_colours(empty) -> None:
    paste(
        empty,
        text="**fett** und `code`",
        html="<pre><span style='color:red'>**fett** und `code`</span></pre>",
        code="{}",
    )
    expect(empty.locator(".ProseMirror strong")).to_have_text("fett")


def test_ordinary_text_stays_as_it_is(empty) -> None:
    paste(empty, text="5 * 3 = 15, a_b_c und #Raute\nzweite Zeile")
    assert "5 * 3 = 15, a_b_c und #Raute" in empty.locator(".ProseMirror").inner_text()
    expect(empty.locator(".ProseMirror :is(em, h1, h2)")).to_have_count(0)


def test_copying_gives_formatted_text_and_markdown(empty) -> None:
    paste(empty, text="## Titel\n\n**fett** und [Link](https://example.org/)")
    empty.keyboard.press("Control+a")
    copied = empty.locator(".ProseMirror").evaluate(
        """editor => {
          const clipboard = new DataTransfer();
          const options = { clipboardData: clipboard, bubbles: true, cancelable: true };
          editor.dispatchEvent(new ClipboardEvent("copy", options));
          return [clipboard.getData("text/html"), clipboard.getData("text/plain")];
        }"""
    )
    assert "<strong>fett</strong>" in copied[0]
    assert copied[1].strip() == "## Titel\n\n**fett** und [Link](https://example.org/)"


def test_an_address_over_a_selection_becomes_its_link(empty) -> None:
    empty.keyboard.type("Leitern")
    empty.keyboard.press("Control+a")
    paste(empty, text="https://example.org/leitern")
    assert markdown(empty).strip() == "[Leitern](https://example.org/leitern)"


def test_a_pasted_address_becomes_a_cited_bookmark(empty, company, program_of) -> None:
    paste(empty, text="https://example.org/neu-gefunden")
    choices = empty.get_by_role("listbox", name="Was aus der Adresse wird")
    expect(choices.get_by_role("option")).to_have_count(2)
    expect(choices).to_contain_text("Sichtbar für: Team (3 Personen)")
    choices.get_by_role("option", name="Als Lesezeichen speichern").click()
    expect(empty.locator("#live")).to_have_text("Als Lesezeichen gespeichert")
    assert markdown(empty).strip() == "https://example.org/neu-gefunden"
    assert program_of("ben", "https://example.org/neu-gefunden") == ["ana"]
    assert program_of("cleo", "https://example.org/neu-gefunden") == []


@pytest.fixture
def program_of(company):
    """Whose bookmarks of an address a person sees."""
    from kms.access.policy import reach
    from kms.bookmarks import queries
    from kms.core.urls import canonical
    from kms.links.queries import find_by_key
    from tests import make

    def savers(name: str, url: str) -> list[str]:
        with company.runtime.database.reading() as session:
            link = find_by_key(session, canonical(url))
            seen = reach(session, make.actor(session, name))
            found = queries.list_bookmarks(session, seen, queries.BookmarkFilter(link_id=link.id)).items if link else []
            return [row.owner for row in found]

    return savers


@pytest.mark.parametrize(
    "what",
    [
        {"text": "eins\nzwei\n\ndrei"},
        {"html": "<p>eins</p><p>zwei</p><ul><li>drei</li></ul>", "text": "eins zwei drei"},
        {"html": "<pre>eins\nzwei</pre><p>drei</p>", "text": "eins"},
    ],
)
def test_lines_pasted_into_a_cell_stay_apart_and_stay_in_it(ana, company, what: dict[str, str]) -> None:
    text = "| Teil | Ort |\n| --- | --- |\n| Holm | Halle |\n"
    page = ana.open(f"/p/{company.page('ana', 'handbuch', 'In eine Zelle', text)}/edit")
    page.locator(".ProseMirror td", has_text="Halle").click()
    page.keyboard.press("End")
    paste(page, **what)
    expect(page.locator(".ProseMirror td").last).to_have_text("Halleeinszweidrei")
    assert "Halleeins<br>zwei<br>drei |" in markdown(page)


def test_a_table_pasted_into_a_cell_still_fills_cells(ana, company) -> None:
    text = "| Teil | Ort |\n| --- | --- |\n| Holm | Halle |\n| Tritt | Hof |\n"
    page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Über Zellen', text)}/edit")
    page.locator(".ProseMirror td", has_text="Holm").click()
    paste(page, html="<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    expect(page.locator(".ProseMirror td")).to_have_text(["a", "b", "c", "d"])
