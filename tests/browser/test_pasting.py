"""Pasting from other programs gives clean structure, copying gives formatted text and Markdown (X31)."""

import json

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body>
<!--StartFragment--><p class=MsoTitle>Leiterpr&uuml;fung<o:p></o:p></p>
<h1><b><span style='font-size:16.0pt'>Ablauf</span></b><o:p></o:p></h1>
<p class=MsoNormal>Jede Leiter <b>vor</b> der <i style='mso-bidi-font-style:normal'>Nutzung</i>
ansehen.<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>&middot;<span>&nbsp;&nbsp; </span></span></span><![endif]>Holme<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>Risse</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>&middot;<span>&nbsp;</span></span>Sprossen</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Ablegen</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Teil</b></p></td><td><p class=MsoNormal>Zustand</p></td></tr>
<tr><td><p class=MsoNormal>Holm</p><p class=MsoNormal>links</p></td><td colspan=1><p class=MsoNormal>gut</p></td></tr></table>
<p class=MsoNormal><a href="file:///\\\\srv\\daten\\Plan.xlsx">Plan</a> und <a href="#_Toc1">Inhalt</a></p>
<!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span
style="font-weight:700">Fett</span><span style="font-weight:400"> und </span><span style="font-style:italic">schräg</span></p>
<ul><li dir="ltr" aria-level="1"><p dir="ltr"><span>eins</span></p></li><ul><li dir="ltr" aria-level="2"><p><span>darunter</span></p></li></ul></ul>
<ul><li dir="ltr" role="checkbox" aria-checked="true"><p><span>erledigt</span></p></li></ul>
<p><a href="https://www.google.com/url?q=https://example.org/a&amp;sa=D">Quelle</a></p></b>"""
EXCEL = """<html><body><table border=0><col width=64><tr height=20><td class=xl65>Artikel</td><td>Menge</td><td></td></tr>
<tr><td colspan=1>Schraube | M8</td><td align=right>1.200</td><td></td></tr><tr><td></td><td></td><td></td></tr></table></body></html>"""
WEB = """<article><h1>Titel</h1><script>alert(1)</script><style>p{color:red}</style><div><p>Ein Satz<br><br>Noch einer</p></div>
<p onclick="alert(1)"><a href="javascript:alert(1)">böse</a> <img src="x" onerror="window.__ran=1"></p>
<pre><code class="language-python">if a:
    b()</code></pre><blockquote>Zitat</blockquote><iframe src="https://example.org"></iframe></article>"""


def paste(page: Page, **kinds: str) -> None:
    """As the clipboard of another program would."""
    types = {"html": "text/html", "text": "text/plain", "code": "vscode-editor-data"}
    data = json.dumps({types[name]: value for name, value in kinds.items()})
    page.locator(".ProseMirror").evaluate(
        """(editor, data) => {
          const clipboard = new DataTransfer();
          for (const [type, value] of Object.entries(JSON.parse(data))) clipboard.setData(type, value);
          editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
        }""",
        data,
    )


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
        "## Leiterprüfung\n\n## Ablauf\n\nJede Leiter **vor** der *Nutzung* ansehen.\n\n- Holme\n  - Risse\n- Sprossen\n\n"
        "1. Ablegen\n\n| **Teil** | Zustand |\n| --- | --- |\n| Holm<br>links | gut |\n\n"
        "Plan (\\\\srv\\daten\\Plan.xlsx) und Inhalt"
    )


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
    paste(empty, text="**fett** und `code`", html="<pre><span style='color:red'>**fett** und `code`</span></pre>", code="{}")
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
          editor.dispatchEvent(new ClipboardEvent("copy", { clipboardData: clipboard, bubbles: true, cancelable: true }));
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
            found = queries.list_bookmarks(session, seen, queries.Filter(link_id=link.id)).items if link else []
            return [row.owner for row in found]

    return savers
