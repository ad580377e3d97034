"""No typed text is ever lost: closed tabs, no connection, a killed server, two tabs, an ended sign-in, sleep."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests import make
from tests.browser import company as firm
from tests.browser.hands import editor, expect_written, paste, until, written
from tests.browser.servers import SECONDS_TO_START, _wait, free_port
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.prove]
KEPT = "nur für mich sichtbar"


def save(page: Page) -> None:
    page.locator("form[data-drafts] .form-actions .primary").click()


def state(page: Page):
    return page.locator("[data-draft-state]")


def kept(page: Page) -> None:
    """Wait until the server has the draft."""
    expect(state(page)).to_contain_text(KEPT)


def stored(page: Page, company: firm.Company, text: str) -> None:
    """Wait until the server has exactly this, however long the typing took."""
    until(page, lambda: text in company.drafts())


def add(page: Page, words: str) -> None:
    """Type at the end of the text."""
    editor(page).press("Control+End")
    page.keyboard.type(words)


def test_a_draft_is_kept_on_the_server_and_continued_at_once_anywhere(visit, company, screenshot) -> None:
    ana = visit("ana")
    page_id = company.page("ana", "handbuch", "Unterbrochen", "alt\n")
    tab = ana.tab(f"/p/{page_id}/edit")
    editor(tab)
    tab.locator("#tags").fill("Probe")
    add(tab, " noch nicht fertig")
    stored(tab, company, "alt noch nicht fertig\n")
    kept(tab)
    tab.close()
    phone = visit("ana", width=390)
    page = phone.open("/")
    screenshot(page, "start with drafts at 390")
    page.get_by_role("link", name="„Unterbrochen“ weiterschreiben").click()
    expect(page.locator("[data-continued]")).to_contain_text("wird fortgesetzt")
    assert written(page) == "alt noch nicht fertig\n"
    expect(page.locator("#tags")).to_have_value("Probe")
    screenshot(page, "draft continued at 390")
    expect(page.get_by_role("button", name="Speichern für alle")).to_be_visible()
    save(page)
    page.wait_for_url("**/unterbrochen")
    assert company.head(page_id) == "alt noch nicht fertig\n"
    phone.open("/")
    expect(page.get_by_role("heading", name="Start", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="„Unterbrochen“ weiterschreiben")).to_be_hidden()


def test_starting_from_the_saved_page_can_be_undone(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Doch nicht", "alt\n")
    tab = ana.tab(f"/p/{page_id}/edit")
    add(tab, " und neu")
    stored(tab, company, "alt und neu\n")
    kept(tab)
    tab.close()
    page = ana.open(f"/p/{page_id}/edit")
    page.get_by_role("link", name="Stattdessen von der gespeicherten Seite ausgehen").click()
    page.wait_for_url("**fresh=1")
    assert written(page) == "alt\n"
    page.get_by_text("Noch ein eigener Entwurf").click()
    page.get_by_role("link", name="Doch nicht").last.click()
    page.wait_for_url("**draft=*")
    assert written(page) == "alt und neu\n"


def test_a_draft_is_discarded_and_restored_on_the_start_page(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Verworfen", "alt\n")
    tab = ana.tab(f"/p/{page_id}/edit")
    add(tab, " und neu")
    stored(tab, company, "alt und neu\n")
    kept(tab)
    tab.close()
    page = ana.open("/")
    page.get_by_role("button", name="„Verworfen“ verwerfen").click()
    expect(page.get_by_role("status").first).to_contain_text("wurde verworfen")
    page.get_by_role("button", name="Rückgängig").click()
    page.wait_for_url("**/edit?draft=*")
    assert written(page) == "alt und neu\n"


def test_closing_the_tab_right_after_typing_loses_nothing(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Gleich zu", "alt\n")
    tab = ana.tab(f"/p/{page_id}/edit")
    add(tab, " eilig")
    tab.close(run_before_unload=True)
    stored(ana.page, company, "alt eilig\n")


def test_what_is_typed_before_the_draft_code_has_loaded_is_kept(ana, company) -> None:
    """Until then the plain field is shown; the editor opens with what was typed into it."""
    page_id = company.page("ana", "handbuch", "Schnell getippt", "alt\n")
    held: list[Route] = []
    ana.page.route("**/drafts.*.js", lambda route: held.append(route))
    with ana.page.expect_request("**/drafts.*.js"):
        page = ana.open(f"/p/{page_id}/edit")
    page.locator("textarea[name=text]").fill("alt und neu\n")
    held[0].continue_()
    kept(page)
    assert written(page) == "alt und neu\n"
    assert written(ana.tab(f"/p/{page_id}/edit")) == "alt und neu\n"


def test_leaving_asks_first_if_nothing_can_keep_drafts(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Ohne Entwürfe", "alt\n")
    ana.page.route("**/drafts.*.js", lambda route: route.abort())
    page = ana.open(f"/p/{page_id}/edit")
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    add(page, " und neu")
    page.goto("about:blank")
    assert [dialog.type for dialog in asked] == ["beforeunload"]
    ana.complaints.clear()


def test_two_tabs_of_one_page_keep_both_texts(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Zwei Tabs", "alt\n")
    one = ana.tab(f"/p/{page_id}/edit")
    add(one, " eins")
    stored(one, company, "alt eins\n")
    two = ana.tab(f"/p/{page_id}/edit")
    add(two, " zwei")
    stored(two, company, "alt eins zwei\n")
    add(one, " weiter")
    stored(one, company, "alt eins weiter\n")
    stored(two, company, "alt eins zwei\n")
    one.close()
    two.close()


def test_t10_without_a_connection_it_says_so_and_this_browser_has_the_text_after_a_reload(
    ana, company, screenshot
) -> None:
    """No prompt on leaving: the text is in this browser, so nothing is at risk."""
    page_id = company.page("ana", "handbuch", "Ohne Netz", "alt\n")
    page = ana.open(f"/p/{page_id}/edit")
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    editor(page)
    ana.context.set_offline(True)
    add(page, " im Funkloch")
    expect(state(page)).to_contain_text("keine Verbindung; in diesem Browser abgelegt")
    expect(state(page)).to_have_class("not-kept")
    screenshot(page, "draft not kept")
    # its last words could be sent when the network is back
    page.evaluate("() => { window.fetch = () => Promise.reject(); }")
    page.goto("about:blank")
    assert asked == []
    ana.context.set_offline(False)
    page = ana.open(f"/p/{page_id}/edit")
    page.get_by_role("button", name="Übernehmen").click()
    expect_written(page, "alt im Funkloch")
    kept(page)
    ana.complaints.clear()  # Chromium itself logs the broken connections


def test_the_connection_comes_back_and_the_draft_is_kept_without_a_key(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Netz wieder da", "alt\n")
    page = ana.open(f"/p/{page_id}/edit")
    editor(page)
    ana.context.set_offline(True)
    add(page, " weiter")
    expect(state(page)).to_contain_text("keine Verbindung")
    ana.context.set_offline(False)
    kept(page)
    stored(page, company, "alt weiter\n")
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('kms-draft:'))")
    ana.complaints.clear()


def test_it_asks_before_leaving_only_if_nothing_could_keep_the_text(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Nirgends Platz", "alt\n")
    page = ana.open(f"/p/{page_id}/edit")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.route("**/drafts", lambda route: route.abort())
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    add(page, " neu")
    expect(state(page)).to_contain_text("Nirgends zwischengespeichert")
    page.get_by_role("link", name="Abbrechen").click()
    until(page, lambda: asked)
    assert asked == ["beforeunload"] and page.url.endswith("/edit")
    page.unroute("**/drafts")
    kept(page)
    page.get_by_role("link", name="Abbrechen").click()
    page.wait_for_url("**/nirgends-platz")
    assert asked == ["beforeunload"]
    ana.complaints.clear()


def test_it_asks_before_leaving_while_the_draft_code_is_loading(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Zu früh", "alt\n")
    waiting: list[Route] = []
    ana.page.route("**/dist/drafts.*.js", lambda route: waiting.append(route))
    page = ana.open(f"/p/{page_id}/edit")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.locator("textarea[name=text]").fill("alt neu\n")
    page.get_by_role("link", name="Abbrechen").click()
    until(page, lambda: asked)
    assert asked == ["beforeunload"] and page.url.endswith("/edit")
    for route in waiting:
        route.continue_()
    kept(page)
    page.get_by_role("link", name="Abbrechen").click()
    page.wait_for_url("**/zu-fr*")
    assert asked == ["beforeunload"] and "alt neu\n" in company.drafts()


def test_saving_while_the_draft_code_is_loading_asks_nothing(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Schnell gespeichert", "alt\n")
    ana.page.route("**/dist/drafts.*.js", lambda route: None)
    page = ana.open(f"/p/{page_id}/edit")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("textarea[name=text]").fill("alt neu\n")
    save(page)
    page.wait_for_url("**/schnell-gespeichert")
    assert asked == [] and company.head(page_id) == "alt neu\n"


def test_t08_a_sign_in_that_ended_while_writing_is_renewed_in_another_tab(visit, company) -> None:
    lena = visit("lena")
    page_id = company.page("lena", "handbuch", "Abgemeldet", "alt\n")
    page = lena.open(f"/p/{page_id}/edit")
    editor(page)
    company.sign_out("lena")
    add(page, " trotzdem")
    expect(state(page)).to_contain_text("abgemeldet; in diesem Browser abgelegt")
    other = lena.tab("/sign-in")
    other.get_by_label("Benutzername").fill("lena")
    other.get_by_label("Passwort").fill(make.PASSWORD)
    other.get_by_role("button", name="Anmelden").click()
    expect(other.get_by_role("heading", name="Start")).to_be_visible()
    add(page, "!")
    kept(page)
    save(page)
    page.wait_for_url("**/abgemeldet")
    assert company.head(page_id) == "alt trotzdem!\n"


def test_a_form_token_that_expired_is_renewed_by_itself(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Alter Schein", "alt\n")
    page = ana.open(f"/p/{page_id}/edit")
    editor(page)
    page.evaluate("""() => {
      document.querySelector('meta[name="csrf-token"]').content = 'alt';
      document.querySelector('form.wide [name=csrf_token]').value = 'alt';
    }""")
    add(page, " neu")
    kept(page)
    save(page)
    page.wait_for_url("**/alter-schein")
    assert company.head(page_id) == "alt neu\n"


def test_t11_a_tab_that_wakes_learns_of_changes_and_keeps_its_text(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Geschlafen", "eins\n\nzwei\n")
    page = ana.open(f"/p/{page_id}/edit")
    add(page, " von Ana")
    kept(page)
    company.edit("ben", page_id, "eins von Ben\n\nzwei\n")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-moved]")).to_contain_text("Ben hat diese Seite inzwischen gespeichert")
    assert written(page) == "eins\n\nzwei von Ana\n"
    save(page)
    page.wait_for_url("**/geschlafen")
    expect(page.get_by_role("status").first).to_contain_text("mit denen von Ben zusammengeführt")
    assert company.head(page_id) == "eins von Ben\n\nzwei von Ana\n"


def test_other_editors_are_named_while_they_edit(visit, company) -> None:
    ana, ben = visit("ana"), visit("ben")
    page_id = company.page("ana", "handbuch", "Zu zweit", "alt\n")
    bens = ben.tab(f"/p/{page_id}/edit")
    editor(bens)
    page = ana.open(f"/p/{page_id}/edit")
    expect(page.locator("[data-presence]")).to_have_text("Schreibt gerade auch: Ben")
    bens.close(run_before_unload=True)

    def gone() -> bool:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return page.locator("[data-presence]").is_hidden()

    until(page, gone)


def test_t15_ctrl_s_and_ctrl_enter_save_like_the_button(ana, company) -> None:
    for keys, title in (("Control+s", "Mit S"), ("Control+Enter", "Mit Enter")):
        page_id = company.page("ana", "handbuch", title, "alt\n")
        page = ana.open(f"/p/{page_id}/edit")
        add(page, " per Taste")
        stored(page, company, "alt per Taste\n")
        page.keyboard.press(keys)
        page.wait_for_url(f"**/{title.lower().replace(' ', '-')}")
        assert company.head(page_id) == "alt per Taste\n"
    assert "alt per Taste\n" not in company.drafts()


def test_t15_what_is_only_pasted_is_kept_too(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Eingefügt", "alt\n")
    page = ana.open(f"/p/{page_id}/edit")
    editor(page).press("Control+End")
    paste(page, "<b> fett</b>", " fett")
    kept(page)
    assert any("fett" in text for text in company.drafts())


def test_signing_out_leaves_no_text_in_the_browser(visit, company) -> None:
    ben = visit("ben")
    page_id = company.page("ben", "handbuch", "Gemeinsamer Rechner", "alt\n")
    tab = ben.tab(f"/p/{page_id}/edit")
    editor(tab)
    tab.route("**/drafts", lambda route: route.abort())
    add(tab, " vertraulich")
    expect(state(tab)).to_contain_text("in diesem Browser abgelegt")
    tab.close()
    page = ben.open("/")
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kms-draft:'))") == []
    ben.complaints.clear()


@pytest.fixture
def own(tmp_path: Path, chromium: Browser) -> Iterator["OwnServer"]:
    """A separate server for the test to kill."""
    made = OwnServer(tmp_path / "data", chromium)
    yield made
    made.kill()
    made.company.runtime.close()


class OwnServer:
    """A server that can be killed and restarted at the same address."""

    def __init__(self, data: Path, chromium: Browser) -> None:
        self.company = firm.fill(data)
        self.port, self.log = free_port(), data.parent / "server.log"
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()
        context = chromium.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "kms", "value": self.company.sign_in("ana"), "url": self.address}])
        self.ana = Visitor(context, self.address)

    def start(self) -> None:
        command = [sys.executable, "-m", "kms.cli", "serve", "--data", str(self.company.runtime.config.data)]
        environment = {**os.environ, "KMS_URL": self.address, "KMS_FETCH_TITLES": "no", "KMS_LANGUAGE": "de"}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([*command, "--port", str(self.port), "--workers", "1"], env=environment,
                                            stdout=out, stderr=out, start_new_session=True)  # fmt: skip
        _wait(self.process, f"{self.address}/health", self.log)

    def kill(self) -> None:
        """As in a power failure."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS_TO_START)


def test_t09_a_killed_server_is_reported_and_gets_the_text_when_it_is_back(own) -> None:
    page_id = own.company.page("ana", "handbuch", "Stromausfall", "alt\n")
    page = own.ana.open(f"/p/{page_id}/edit")
    add(page, " vorher")
    stored(page, own.company, "alt vorher\n")
    own.kill()
    add(page, " nachher")
    expect(state(page)).to_contain_text("Nicht auf dem Server zwischengespeichert")
    own.start()
    expect(state(page)).to_contain_text(KEPT, timeout=60_000)
    stored(page, own.company, "alt vorher nachher\n")
    assert own.company.drafts() == ["alt vorher nachher\n"]
    save(page)
    page.wait_for_url("**/stromausfall")
    assert own.company.head(page_id) == "alt vorher nachher\n"
    assert own.company.drafts() == []
