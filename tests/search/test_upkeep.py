"""The index follows the database, and may be discarded at any time (faults T27, T28, F4)."""

import shutil

import pytest

from kms.core.search_sources import SearchDocument
from kms.search.engine.port import IndexBroken
from kms.search.engine.tasks import CHECK, REBUILD
from tests import make


@pytest.fixture
def filled(write, index_all) -> dict[str, int]:
    with write() as session:
        make.space(session, "ana", "alle")
        pages = {name: make.page(session, "ana", "alle", name, f"Text von {name}") for name in ("Eins", "Zwei", "Drei")}
        make.bookmark(session, "ana", "https://example.org", "Eins als Lesezeichen")
    index_all()
    return pages


def total(program, words: str) -> int:
    return program("ana")("GET", f"/search?q={words}").json["total"]


def test_a_saved_change_is_found_and_the_old_words_are_not(program, filled, index_all) -> None:
    program("ana")("PUT", f"/pages/{filled['Eins']}", {"base_revision": 1, "text": "Kreissäge"})
    index_all()
    assert total(program, "kreissaege") == 1
    assert total(program, "text") == 2


def test_a_trashed_page_is_gone(program, filled, index_all) -> None:
    program("ana")("DELETE", f"/pages/{filled['Zwei']}")
    index_all()
    assert total(program, "zwei") == 0


def test_a_page_in_the_trash_is_not_shown_even_before_the_index_knows(program, filled) -> None:
    program("ana")("DELETE", f"/pages/{filled['Zwei']}")
    assert program("ana")("GET", "/search?q=zwei").json["items"] == []


def test_t28_what_the_index_missed_is_found_by_comparing(runtime, filled, program) -> None:
    runtime.index.write([], [("page", filled["Drei"])])
    assert runtime.indexing.reconcile() == 1
    runtime.worker().drain(("index",))
    assert runtime.indexing.reconcile() == 0
    assert total(program, "drei") == 1


@pytest.mark.parametrize("damage", ["gone", "truncated", "flipped"])
def test_f4_a_broken_index_stops_nobody_and_is_rebuilt(runtime, filled, program, browser, damage) -> None:
    home = runtime.config.data / "index"
    if damage == "gone":
        shutil.rmtree(home)
    else:
        for file in [path for path in home.rglob("*") if path.is_file() and path.stat().st_size > 100]:
            content = bytearray(file.read_bytes())
            content = content[: len(content) // 2] if damage == "truncated" else content
            content[len(content) // 2] ^= 0xFF
            file.write_bytes(bytes(content))
    from kms.app import create_app
    from kms.runtime import Runtime

    fresh = Runtime.from_config(runtime.config)
    with pytest.raises(IndexBroken):
        fresh.index.check()
    client = create_app(fresh.config, fresh).test_client()
    with fresh.database.transaction() as session:
        key = make.token(session, "ana")
    headers = {"Authorization": f"Bearer {key}"}
    assert (
        client.get(f"/api/v1/pages/{filled['Eins']}", headers=headers, base_url="http://wiki.test").status_code == 200
    )
    fresh.indexing.start()
    answer = client.get("/api/v1/search?q=eins", headers=headers, base_url="http://wiki.test")
    assert answer.json["total"] == 2
    fresh.close()


def test_a_search_while_the_index_is_rebuilt_says_so(runtime, filled, browser) -> None:
    shutil.rmtree(runtime.config.data / "index")
    ana = browser("ana")
    page = ana.get("/search?q=eins")
    assert page.status_code == 200
    assert ana.get(f"/p/{filled['Eins']}/eins").status_code == 200


def test_damage_to_a_running_index_is_detected_and_repaired(runtime, filled, program) -> None:
    file = max(runtime.config.data.glob("index/*/*/*.seg"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.with_suffix(".new").write_bytes(bytes(content))
    file.with_suffix(".new").rename(file)
    before = runtime.index.figures().rebuilds
    runtime.indexing.handlers()[CHECK].run(["all"])
    assert runtime.index.figures().rebuilds == before + 1
    assert total(program, "eins") == 2


def test_the_figures_of_the_index_are_shown_to_monitor_and_administrator(app, runtime, filled, browser, write) -> None:
    told = app.test_client().get("/metrics", base_url="http://wiki.test").text
    documents = runtime.index.figures().documents
    assert documents >= 4
    assert f"kms_index_documents {documents}.0" in told
    assert "kms_index_whole 1.0" in told
    assert f"{documents} documents can be found." in browser("root").get("/admin").text
    assert browser("ben").get("/admin").status_code == 403


def test_an_administrator_has_the_index_rebuilt(runtime, filled, browser) -> None:
    before = runtime.index.figures().rebuilds
    assert browser("root").post("/admin/search/rebuild").status_code == 303
    runtime.worker().drain((REBUILD,))
    assert runtime.index.figures().rebuilds == before + 1
    assert browser("ben").post("/admin/search/rebuild").status_code == 403


def test_t28_what_only_the_index_still_has_is_found_by_comparing_and_taken_out(runtime, filled) -> None:
    ghosts = [SearchDocument(kind, 999, 1, None, "Geist", "geisterwort") for kind in ("page", "bookmark")]
    runtime.index.write(ghosts)
    assert runtime.indexing.reconcile() == 2
    runtime.worker().drain(("index",))
    assert not any(999 in runtime.index.ids(kind) for kind in ("page", "bookmark"))
    assert runtime.indexing.reconcile() == 0 and runtime.index.ids("page") == set(filled.values())
