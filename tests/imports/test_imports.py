"""Import: a preview, the work in the background, a report, and undoing it."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.bookmarks.models import Bookmark
from kms.files.models import TEXT_JOB
from kms.imports.models import LOOK_JOB, RUN_JOB, UNDO_JOB, ImportRun
from kms.imports.report import RunReport
from kms.imports.staging import StagingFolder
from kms.runtime import Runtime
from kms.sharing.audiences import of_lists
from kms.wiki.models import Attachment, Page
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions.service import save_page
from kms.wiki.saving.preparing import prepare
from tests import make
from tests.conftest import BASE
from tests.imports import files

DATA = Path(__file__).parents[1] / "files" / "data"
WORK = (LOOK_JOB, RUN_JOB, UNDO_JOB)
Bring = Callable[..., ImportRun]


@pytest.fixture
def space(write: Any) -> None:
    with write() as session:
        make.space(session, "ana", "vertrieb")


@pytest.fixture
def bring(runtime: Runtime, browser: Any, space: None) -> Bring:
    """`bring({"name": bytes})`: chosen in the browser, previewed and, unless `only_look`, imported."""

    def act(sent: dict[str, bytes], by: str = "ana", *, only_look: bool = False, **fields: str) -> ImportRun:
        client = browser(by)
        chosen = [(io.BytesIO(content), name) for name, content in sent.items()]
        answer = client.post("/bring", files=chosen, space="vertrieb", **fields)
        assert answer.status_code == 303, answer.text
        address = answer.headers["Location"].removeprefix("http://wiki.test")
        runtime.worker().drain(WORK)
        page = client.get(address)
        if not only_look and "Nothing would change" not in page.text:
            place = {key: fields[key] for key in ("parent",) if key in fields}
            assert client.post(f"{address}/start", space="vertrieb", **place).status_code == 303
            runtime.worker().drain(WORK)
        with runtime.database.reading() as session:
            run = session.get_one(ImportRun, int(address.rpartition("/")[2]))
            session.expunge(run)
        return run

    return act


def totals(run: ImportRun) -> tuple[int, ...]:
    return tuple(RunReport.load(run.report or run.plan).totals.values())


def page(session: Session, title: str) -> Page:
    return session.scalars(select(Page).where(Page.title == title, Page.trashed_at.is_(None))).one()


def text(session: Session, title: str) -> str:
    return queries.get_head(session, page(session, title)).text


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_word_file_becomes_a_page_with_its_pictures_and_the_original(bring: Bring, session: Session, runtime) -> None:
    run = bring({"Urlaubsantrag.docx": files.leave_request()})
    assert (run.state, totals(run)) == ("done", (1, 0, 0, 0))
    attached = {row.name: row for row in session.scalars(select(Attachment))}
    assert set(attached) == {"Urlaubsantrag.docx", "Urlaubsantrag-1.jpg"}
    shown = attached["Urlaubsantrag-1.jpg"]
    assert b"CANARYCAMERA" in files.leave_request() or b"CANARYCAMERA" in files.picture(place=True)
    assert b"CANARYCAMERA" not in runtime.files.path(shown.sha256).read_bytes()
    assert text(session, "Urlaubsantrag") == (
        "Bitte zwei Wochen vorher abgeben.\n\n## Wer entscheidet\n\n| Abteilung | Leitung |\n| --- | --- |\n"
        f"| Vertrieb | Frau Brandt |\n| Werkstatt | Herr Yılmaz |\n\n![Eine Säge](/files/{shown.id})\n"
    )
    assert {row.page_id for row in attached.values()} == {page(session, "Urlaubsantrag").id}


def test_importing_the_same_again_changes_nothing(bring: Bring, session: Session, browser: Any) -> None:
    sent = {
        "Urlaubsantrag.docx": files.leave_request(),
        "favoriten.html": files.favourites(),
        "Handbuch.zip": files.archive(
            {"Handbuch/a.md": b"# A\n[b](b.md)", "Handbuch/b.md": b"# B", "Handbuch/x.pdf": b"%PDF-1.4"}
        ),
    }
    first = bring(sent)
    before = (count(session, Page), count(session, Attachment), count(session, Bookmark))
    session.rollback()
    again = bring(sent)
    assert (first.state, totals(first), again.state, totals(again)) == ("done", (8, 0, 0, 0), "ready", (0, 0, 8, 0))
    assert "0 new, 0 changed, 8 unchanged" in browser("ana").get(f"/bring/{again.id}").text
    assert before == (count(session, Page), count(session, Attachment), count(session, Bookmark))


def test_a_file_with_a_page_of_its_own_shows_its_size(bring: Bring) -> None:
    report = bring({"Ladeliste.xlsx": b"x" * 12_000}).report
    assert [(row.kind, row.path, row.size) for row in RunReport.load(report).rows] == [
        ("page", "Ladeliste.xlsx", 12_000)
    ]


def test_a_damaged_word_file_is_imported_as_a_file_and_reported(bring: Bring, browser: Any) -> None:
    run = bring({"kaputt.docx": b"x"})
    [row] = RunReport.load(run.report).rows
    assert (row.kind, row.verdict) == ("page", "new") and row.note
    assert "it is damaged" in browser("ana").get(f"/bring/{run.id}").text


def test_favourites_are_private_and_keep_their_folders(bring: Bring, session: Session, browser: Any) -> None:
    bring({"favoriten.html": files.favourites()})
    rows = list(session.scalars(select(Bookmark)))
    assert {(row.folder, of_lists(session, [row.acl_id])[row.acl_id].kind) for row in rows} == {
        ("Rechte/Urlaub", "private")
    }
    assert "Seite 1" in browser("ana").get("/bookmarks").text
    assert "Seite 1" not in browser("ben").get("/bookmarks").text


def test_the_preview_writes_nothing_and_shows_problems_next_to_the_rows(
    bring: Bring, session: Session, browser: Any
) -> None:
    sent = {
        "alt.doc": b"\xd0\xcf\x11\xe0",
        "gut.md": b"# Gut\n[weg](nirgends.md)",
        "kaputt.zip": b"PK\x03\x04 no",
        "boese.zip": files.archive({"../boese.md": b"# raus", "innen.md": b"# innen"}),
    }
    run = bring(sent, only_look=True)
    assert count(session, Page) == count(session, Attachment) == 0
    rows = {row.path: row for row in RunReport.load(run.plan).rows}
    assert rows["gut.md"].verdict == "new" and "lead nowhere" in rows["gut.md"].note
    assert "Save as" in rows["alt.doc"].why and rows["kaputt.zip"].verdict == "left"
    assert rows["boese.zip: ../boese.md"].why == "it leads outside the archive"
    shown = browser("ana").get(f"/bring/{run.id}").text
    assert "Save as" in shown and "it leads outside the archive" in shown


def test_undo_reverts_all_but_what_was_edited_since(
    bring: Bring, session: Session, browser: Any, runtime: Runtime
) -> None:
    run = bring({"a.md": b"# Eins", "b.md": b"# Zwei", "f.html": files.favourites(2), "Preise.xlsx": b"PK\x03\x04"})
    with runtime.database.transaction() as changing:
        edit = PageEdit(1, "anders", "Zwei", (), "")
        ana, id = make.actor(changing, "ana"), page(changing, "Zwei").id
        save_page(changing, ana, id, prepare(changing, ana, id, edit))
        changing.scalars(select(Bookmark)).first().version = 2
    assert browser("ben").post(f"/bring/{run.id}/undo").status_code == 404
    ana_browser = browser("ana")
    ana_browser.get("/bring")
    assert ana_browser.post(f"/bring/{run.id}/undo").status_code == 303
    runtime.worker().drain(WORK)
    told = ana_browser.get(f"/bring/{run.id}").text
    assert "Taken back: 2 pages, 1 files, 1 bookmarks" in told and told.count("it was edited since") == 2
    assert [p.title for p in session.scalars(select(Page).where(Page.trashed_at.is_(None)))] == ["Zwei"]
    assert count(session, Bookmark) == 1
    session.rollback()
    assert totals(bring({"a.md": b"# Eins"})) == (1, 0, 0, 0)


def test_a_changed_file_is_a_new_version_and_undo_restores_the_old_one(
    bring: Bring, session: Session, browser: Any, runtime: Runtime
) -> None:
    bring({"a.md": b"# Edit\n\nalt"})
    run = bring({"a.md": b"# Eins\n\nneu"})
    assert totals(run) == (0, 1, 0, 0) and "neu" in text(session, "Eins")
    session.rollback()
    ana = browser("ana")
    ana.post(f"/bring/{run.id}/undo")
    runtime.worker().drain(WORK)
    restored = page(session, "Edit")
    assert "alt" in text(session, "Edit") and restored.revision == 3
    assert restored.slug == "edit-page", "the address of a page is not that of its form"


def test_files_imported_below_a_page_are_attached_to_it(bring: Bring, session: Session, write: Any) -> None:
    with write() as changing:
        above = make.page(changing, "ana", "vertrieb", "Oben")
    bring({"Liste.pdf": b"%PDF-1.4", "a.md": b"# Eins"}, parent=str(above))
    assert page(session, "Eins").parent_id == above
    assert session.scalars(select(Attachment.page_id)).all() == [above]


def test_a_folder_of_files_becomes_a_page_that_links_to_them(bring: Bring, session: Session) -> None:
    bring({"Rechnungen/a b.pdf": b"%PDF-1.4 a", "Rechnungen/c.pdf": b"%PDF-1.4 c"})
    ids = {row.name: row.id for row in session.scalars(select(Attachment))}
    assert text(session, "Rechnungen") == f"- [a b.pdf](/files/{ids['a b.pdf']})\n- [c.pdf](/files/{ids['c.pdf']})\n"


def test_an_interrupted_import_continues_and_the_report_is_complete(
    bring: Bring, session: Session, runtime: Runtime, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bring({f"{n:03}.md": f"# Seite {n}".encode() for n in range(120)}, only_look=True)
    from kms.wiki.importing import storing as import_storing

    real, calls = import_storing.store, []

    def dies_at_the_second(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return real(*arguments)

    browser("ana").post(f"/bring/{run.id}/start", space="vertrieb")
    monkeypatch.setattr(import_storing, "store", dies_at_the_second)
    with pytest.raises(SystemExit):
        runtime.worker().drain(WORK)
    assert 0 < session.scalar(select(func.count()).where(Page.revision > 0)) < 120
    session.rollback()
    runtime.worker().drain(WORK)
    done = session.get_one(ImportRun, run.id)
    assert (done.state, totals(done)) == ("done", (120, 0, 0, 0))
    assert not StagingFolder(runtime.files, run.id).folder.exists()


def test_nobody_sees_the_import_of_another_and_nobody_writes_where_they_may_not(
    bring: Bring, browser: Any, write: Any, team: int
) -> None:
    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")
    run = bring({"geheim.md": b"# Geheim"}, only_look=True)
    assert browser("ana").get(f"/bring/{run.id}").status_code == 200
    ben, cleo = browser("ben"), browser("cleo")
    assert [ben.get(f"/bring/{run.id}").status_code, ben.post(f"/bring/{run.id}/start").status_code] == [404, 404]
    sent = (io.BytesIO(b"# X"), "x.md")
    assert cleo.post("/bring", files=sent, space="team").status_code == 404
    assert "geheim" not in ben.get("/bring").text


def test_too_much_at_once_is_explained(browser: Any, space: None) -> None:
    ana = browser("ana")
    answer = ana.client.post("/bring", base_url=BASE, environ_overrides={"CONTENT_LENGTH": str(104_857_600)})
    assert answer.status_code == 413 and "more than 100 MB at once" in answer.text
    assert ana.post("/bring", space="vertrieb").status_code == 422


def test_an_upload_into_a_space_keeps_its_own_limit(browser: Any, space: None, runtime: Runtime) -> None:
    large = (io.BytesIO(b"x" * 27_000_000), "x.bin")
    assert browser("ana").post("/spaces/vertrieb/files", file=large).status_code == 413


def test_api_clients_import_files_read_the_report_and_undo(program: Any, runtime: Runtime, space: None) -> None:
    ana, ben = program("ana"), program("ben")
    sent = {"files": (io.BytesIO(files.leave_request()), "Urlaubsantrag.docx"), "space": "vertrieb"}
    begun = ana("POST", "/imports", data=sent)
    assert (begun.status_code, begun.json["state"]) == (202, "looking")
    runtime.worker().drain(WORK)
    address = f"/imports/{begun.json['id']}"
    done = ana("GET", address).json
    assert (done["state"], done["new"], done["access"], done["space"]) == ("done", 1, "private", "vertrieb")
    assert [(row["title"], row["verdict"]) for row in done["rows"]] == [("Urlaubsantrag", "new")]
    assert [ben(method, way).status_code for method, way in (("GET", address), ("POST", f"{address}/undo"))] == [
        404,
        404,
    ]
    assert ana("POST", f"{address}/undo").status_code == 202
    runtime.worker().drain(WORK)
    assert ana("GET", address).json["state"] == "undone"
    assert ana("GET", "/imports").json["items"][0]["rows"] == []


@pytest.mark.parametrize(
    ("language", "words"), [("de", "beschädigt"), ("en", "it is damaged"), ("fr", "it is damaged")]
)
def test_api_clients_get_reasons_in_the_language_they_ask_for(
    bring: Bring, program: Any, language: str, words: str
) -> None:
    run = bring({"kaputt.docx": b"x"})
    ana = program("ana", "read")
    headers = {"Authorization": f"Bearer {ana.key}", "Accept-Language": language}
    answer = ana.client.get(f"/api/v1/imports/{run.id}", headers=headers, base_url="http://wiki.test")
    [row] = answer.json["rows"]
    assert words in row["note"] and row["why"] == "" and answer.json["error"] == ""


def test_an_api_client_may_preview_and_discard(program: Any, runtime: Runtime, space: None) -> None:
    ana = program("ana")
    sent = {"files": (io.BytesIO(files.favourites()), "f.html"), "start": "no"}
    address = f"/imports/{ana('POST', '/imports', data=sent).json['id']}"
    runtime.worker().drain(WORK)
    assert (ana("GET", address).json["state"], ana("GET", address).json["new"]) == ("ready", 3)
    assert [ana("DELETE", address).status_code, ana("GET", address).status_code] == [204, 404]
    assert program("ana", "read")("POST", "/imports", data={"space": "vertrieb"}).status_code == 403


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_sheet_is_shown_as_a_table_and_still_only_downloaded(
    bring: Bring, session: Session, browser: Any, runtime: Runtime, kind: str
) -> None:
    bring({f"Preise.{kind}": (DATA / f"prices.{kind}").read_bytes()})
    runtime.worker().drain((TEXT_JOB,))
    file = session.scalars(select(Attachment)).one()
    ana = browser("ana")
    shown = ana.get(f"/files/{file.id}/text").text
    assert "<th>Teil</th><th>Preis</th>" in shown and "<td>Filter KX-4711</td><td>3,20</td>" in shown
    assert ana.get(f"/files/{file.id}").headers["Content-Disposition"].startswith("attachment")
    assert page(session, "Preise").id == file.page_id


def test_links_follow_a_title_changed_by_an_import_and_its_undo(
    bring: Bring, session: Session, browser: Any, runtime: Runtime, write: Any
) -> None:
    bring({"a.md": b"# Leitern\n\nalt", "b.md": b"# Liste\n\nalt [[Leitern]]"})
    with write() as changing:
        make.page(changing, "ben", "vertrieb", "Hand", "[[Leitern]]")
    run = bring({"a.md": b"# Tritte\n\nneu", "b.md": b"# Liste\n\nneu [[Leitern]]"})
    assert text(session, "Hand") == "[[Tritte]]" and text(session, "Liste").endswith("neu [[Tritte]]")
    session.rollback()
    browser("ana").post(f"/bring/{run.id}/undo")
    runtime.worker().drain(WORK)
    assert text(session, "Hand") == "[[Leitern]]" and text(session, "Leitern").endswith("alt")
    assert text(session, "Liste").endswith("alt [[Leitern]]"), "a link repaired since is no reason to leave the rest"
