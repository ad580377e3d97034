"""Formulas and diagrams in spaces that enable them, drawn without weakening the strict policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.company import Company

pytestmark = [pytest.mark.browser, pytest.mark.prove]
TEXT = """Die Fläche ist $a_1 \\cdot b$.

$$
\\frac{1}{2} \\sqrt{x}
$$

```mermaid
flowchart LR
  Anfrage --> Angebot --> Auftrag
```

```mermaid
flowchart LR
  A --> <img src=x onerror=alert(1)>
```
"""


@pytest.fixture
def page_id(company: Company) -> int:
    return company.page("ana", "labor", "Formeln", TEXT)


def test_formulas_and_diagrams_are_drawn_and_keep_their_source(visit, page_id, screenshot) -> None:
    ben = visit("ben")
    page = ben.open(f"/p/{page_id}")
    expect(page.locator(".prose span.formula .katex")).to_be_visible()
    expect(page.locator(".prose div.formula .katex-display")).to_be_visible()
    expect(page.locator(".prose math").first).to_be_attached()
    picture = page.frame_locator("iframe.diagram-frame").first.locator("svg")
    expect(picture.get_by_text("Angebot")).to_be_visible()
    expect(page.locator(".diagram-source").first).to_have_text("Quelltext des Diagramms", use_inner_text=True)
    assert page.locator("iframe.diagram-frame").first.evaluate("frame => frame.offsetHeight") > 30
    screenshot(page, "formulas")
    assert ben.refused() == []


def test_a_diagram_can_reach_nothing_of_ours(visit, page_id) -> None:
    ben = visit("ben")
    page = ben.open(f"/p/{page_id}")
    frame = page.locator("iframe.diagram-frame").first
    assert frame.get_attribute("sandbox") == "allow-scripts"
    expect(page.frame_locator("iframe.diagram-frame").first.locator("svg")).to_be_visible()
    inside = next(frame for frame in page.frames if frame.url.endswith("/diagram-frame"))
    assert inside.evaluate("() => { try { return parent.document.title } catch { return 'kept out' } }") == "kept out"
    assert inside.evaluate("() => { try { return document.cookie } catch { return 'kept out' } }") == "kept out"
    assert inside.evaluate("() => fetch('/api/v1/me').then(() => 'read', () => 'kept out')") == "kept out"
    assert all("/api/v1/me" in complaint for complaint in ben.complaints)
    ben.complaints.clear()


def test_elsewhere_the_source_is_shown_as_code(visit, company) -> None:
    other = company.page("ana", "handbuch", "Ohne Formeln", TEXT)
    page = visit("ben").open(f"/p/{other}")
    expect(page.locator(".prose code.language-mermaid").first).to_be_visible()
    expect(page.locator(".katex, iframe")).to_have_count(0)
    assert "$a_1" in page.locator(".prose").inner_text()
