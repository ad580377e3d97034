"""Paper as Chromium prints it: the page and its footer, nothing of the interface; posters and labels in their sizes."""

import io

import pytest
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.prove]

INTERFACE = (
    "Bearbeiten",
    "Abonnieren",
    "Mehr",
    "Suche",
    "Verlinkt von",
    "Inhalt\n",
    "Sichtbar für",
    "Datei hinzufügen",
)
MILLIMETRES = 25.4 / 72


def printed(page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def sizes(paper: PdfReader) -> list[tuple[int, int]]:
    return [(round(p.mediabox.width * MILLIMETRES), round(p.mediabox.height * MILLIMETRES)) for p in paper.pages]


def test_a_printout_has_the_text_and_its_footer_and_nothing_else(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['alles']}")
    text = "\n".join(sheet.extract_text() for sheet in printed(page).pages)
    assert text.strip().startswith("Alles auf einer Seite")
    assert "Vorsicht an der Säge." in text and "len(leiter) > 3" in text.replace("\n", " ")
    foot = text[text.rindex("Quellen") :]
    assert "https://example.org/a" in foot and "Version 2 vom " in foot
    assert "Gültig ist die Fassung im Wiki" in foot
    assert f"{ana.address.partition('://')[2]}/p/{company.pages['alles']}" in foot
    assert [word for word in INTERFACE if word in text] == []


def test_a_dark_screen_prints_black_on_white(visit, company) -> None:
    page = visit("ana", color_scheme="dark").open(f"/p/{company.pages['leiter']}")
    page.emulate_media(media="print", color_scheme="dark")
    ink, paper = page.evaluate("['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])")
    assert ink == "rgb(31, 35, 40)" and paper == "rgba(0, 0, 0, 0)"


def test_the_footer_is_on_paper_only_and_print_is_under_more(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['leiter']}")
    assert page.locator(".paper-foot").is_hidden()
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_text("Mehr", exact=True).first.click()
    page.get_by_role("button", name="Drucken").click()
    assert page.evaluate("window.printed")


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/p/{leiter}/poster?line=Vor+jeder+Benutzung", [(210, 297)]),
        ("/p/{leiter}/label?size=sheet70&copies=24", [(210, 297)]),
        ("/p/{leiter}/label?size=sheet105&copies=9", [(210, 297)] * 2),
        ("/p/{leiter}/label?size=roll62&below=1", [(62, 29)] * 2),
        ("/p/{leiter}/label?size=roll89", [(89, 36)]),
    ],
)
def test_posters_and_labels_fill_their_paper_exactly(ana, company, path: str, size: list[tuple[int, int]]) -> None:
    paper = printed(ana.open(path.format(**company.pages)))
    assert sizes(paper) == size
    assert "Leiterprüfung" in paper.pages[0].extract_text().replace("\n", "")
    assert [word for word in INTERFACE if word in paper.pages[0].extract_text()] == []
