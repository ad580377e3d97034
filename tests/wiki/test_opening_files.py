"""PDFs: shown by the browser at an address of their own, sandboxed, for the readers of their page; X17 for the rest."""

import pytest

from tests import make
from tests.wiki.test_files import HTML, SVG, fetch, picture, upload

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n"
POLYGLOT = b"%PDF-1.4\n<html><script>alert(document.cookie)</script></html>"


@pytest.fixture
def page(write, team) -> int:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leitern", "x")


def attach(client, page: int, content: bytes, name: str) -> str:
    """Upload; returns the address of the file."""
    return upload(client, page, content, name).json["url"]


@pytest.mark.parametrize("content", [PDF, POLYGLOT])
def test_a_pdf_opens_in_place_and_can_do_nothing_there(browser, page, content) -> None:
    ana = browser("ana")
    shown = ana.get(attach(ana, page, content, "Preise.pdf") + "/open")
    assert shown.mimetype == "application/pdf" and shown.data == content
    assert shown.headers["Content-Disposition"].startswith('inline; filename="Preise.pdf"')
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and policy.endswith("sandbox")
    assert shown.headers["X-Content-Type-Options"] == "nosniff" and shown.headers["X-Frame-Options"] == "DENY"


def test_x17_at_the_file_s_own_address_a_pdf_is_downloaded(browser, page) -> None:
    ana = browser("ana")
    saved = fetch(ana, upload(ana, page, PDF, "a.pdf"))
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.mimetype == "application/octet-stream"


@pytest.mark.parametrize("content", [HTML, SVG, picture(), b"<?xml version='1.0'?><x/>", b"  %PDF-1.4 text"])
def test_a_file_that_only_claims_to_be_a_pdf_does_not_open(browser, page, content) -> None:
    ana = browser("ana")
    assert ana.get(attach(ana, page, content, "a.pdf") + "/open").status_code == 404


def test_readers_open_a_pdf_and_strangers_do_not(browser, page) -> None:
    address = attach(browser("ana"), page, PDF, "a.pdf") + "/open"
    assert browser("ben").get(address).status_code == 200
    assert browser("cleo").get(address).status_code == 404
    assert browser("guest").get(address).status_code == 302


def test_the_page_and_the_file_page_offer_open_and_download(browser, page, write) -> None:
    ana = browser("ana")
    file, sheet = attach(ana, page, PDF, "Preise.pdf"), attach(ana, page, b"a;b", "Preise.csv")
    with write() as session:
        linked = f"[Preise]({file}), [als Liste]({sheet}) und [fremd](https://example.org{file})"
        other = make.page(session, "ana", "team", "Andere", linked)
    for shown in (ana.get(f"/p/{page}/leitern").text, ana.get(f"{file}/text").text):
        assert f'href="{file}/open"' in shown and f'href="{file}" download="Preise.pdf"' in shown.replace("\n", "")
    assert f"{sheet}/open" not in ana.get(f"/p/{page}/leitern").text + ana.get(f"{sheet}/text").text
    text = ana.get(f"/p/{other}/andere").text
    assert f'href="{file}/open"' in text and f'href="{sheet}"' in text and f'href="https://example.org{file}"' in text


def test_api_clients_learn_where_a_pdf_opens(browser, program, page) -> None:
    ana = browser("ana")
    file = attach(ana, page, PDF, "a.pdf")
    attach(ana, page, b"a;b", "b.csv")
    rows = program("ben", "read")("GET", f"/pages/{page}/attachments").json["items"]
    assert [row["open_url"] for row in rows] == [f"{file}/open", None]
