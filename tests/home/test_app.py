"""What phones install: manifest, service worker and offline page contain nothing about anybody."""

import json
import re

from kms.settings import service
from kms.web.assets import DIST


def test_the_manifest_names_the_company_and_speaks_the_reader_s_language(browser, write) -> None:
    with write() as session:
        service.change(session, company_name="Treppenbau Huber")
    answer = browser("guest").get("/app.webmanifest", headers={"Accept-Language": "de"})
    assert answer.mimetype == "application/manifest+json"
    said = json.loads(answer.text)
    assert said["name"] == "Treppenbau Huber · kms" and said["lang"] == "de"
    assert [entry["name"] for entry in said["shortcuts"]] == ["Suche", "Neue Seite", "Neues Lesezeichen"]
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        assert (DIST / icon["src"].rpartition("/")[2]).stat().st_size < 10_000


def test_every_address_in_the_manifest_responds(browser) -> None:
    ana = browser("ana")
    said = json.loads(ana.get("/app.webmanifest").text)
    addresses = [said["start_url"], *(entry["url"] for entry in said["shortcuts"] + [{"url": said["icons"][0]["src"]}])]
    assert [ana.get(address).status_code for address in addresses] == [200] * len(addresses)
    assert ana.get(said["share_target"]["action"]).status_code == 302


def test_the_offline_page_is_the_same_for_everybody(browser) -> None:
    guest, ana = browser("guest").get("/offline?lang=de"), browser("ana").get("/offline?lang=de")
    assert guest.text == ana.text and "Keine Verbindung" in ana.text
    assert "csrf" not in ana.text and "Ana" not in ana.text
    assert "No connection" in browser("ana").get("/offline?lang=en").text


def test_the_service_worker_caches_only_built_files_and_the_offline_page(browser) -> None:
    answer = browser("guest").get("/worker.js?lang=de")
    assert answer.mimetype == "text/javascript"
    kept = json.loads(re.match(r"self\.kms = (.*);\n", answer.text)[1])
    assert kept["page"] == "/offline?lang=de"
    assert all(re.fullmatch(r"/static/dist/\w+\.\w{10}\.\w+", path) for path in kept["files"])
