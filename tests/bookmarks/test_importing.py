"""Importing bookmark files."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.accounts.queries import get_group
from kms.bookmarks import exporting, importing, queries
from kms.bookmarks.importing import DOUBLE, IN_TRASH, SAVED, BookmarkReport
from kms.bookmarks.models import Bookmark, BookmarkTag
from kms.bookmarks.netscape import NO_BOOKMARK
from kms.core.errors import Invalid
from kms.jobs.models import Job
from kms.links.models import FETCH_JOB
from kms.runtime import Runtime
from kms.sharing.audiences import of_lists
from tests import make
from tests.sets import real_set

Import = Callable[..., BookmarkReport]


@pytest.fixture
def bring_in(runtime: Runtime, tmp_path: Path, session: Session) -> Import:
    """Import a file with these lines as one of the cast; `session` then sees what was imported."""

    def bring(text: str, by: str = "ana", access: str = "everyone") -> BookmarkReport:
        file = tmp_path / "bookmarks.html"
        file.write_text(text)
        actor = make.actor(session, by)
        session.rollback()
        return importing.run(runtime.database, actor, file, access)

    return bring


def bookmarks(session: Session) -> list[Bookmark]:
    return list(session.scalars(select(Bookmark).order_by(Bookmark.id)))


def entry(url: str, title: str = "t", more: str = "", description: str = "") -> str:
    return f'<DT><A HREF="{url}" {more}>{title}</A>\n' + (f"<DD>{description}\n" if description else "")


def test_title_description_tags_and_date_are_kept(bring_in: Import, session: Session) -> None:
    more = 'ADD_DATE="1500000000" TAGS="eins,zwei"'
    report = bring_in(f"<DT><H3>Ordner</H3><DL>{entry('https://a.de/', 'Titel', more, 'Warum')}</DL>")
    (row,) = bookmarks(session)
    assert (report.read, report.new, report.skipped) == (1, 1, 0)
    assert (row.title, row.description, int(row.created_at.timestamp())) == ("Titel", "Warum", 1_500_000_000)
    assert sorted(queries.tags_of(session, [row.id])[row.id]) == ["Ordner", "eins", "zwei"]
    assert of_lists(session, [row.acl_id])[row.acl_id].kind == "everyone"


def test_private_ones_stay_private(bring_in: Import, session: Session) -> None:
    bring_in(entry("https://a.de/", more='PRIVATE="1"') + entry("https://b.de/", more='PRIVATE="0"'))
    kinds = [of_lists(session, [row.acl_id])[row.acl_id].kind for row in bookmarks(session)]
    assert kinds == ["private", "everyone"]


def test_importing_again_changes_nothing_and_own_edits_win(bring_in: Import, session: Session, write: Any) -> None:
    bring_in(entry("https://a.de/", "alt"))
    with write() as writing:
        row = bookmarks(writing)[0]
        row.title = "mein Titel"
    report = bring_in(entry("https://a.de/#top", "neu", 'TAGS="x"'))
    assert (report.new, report.changed, report.skipped_why) == (0, 0, [["https://a.de/#top", SAVED]])
    assert [row.title for row in bookmarks(session)] == ["mein Titel"]


def test_what_is_in_the_trash_stays_there(bring_in: Import, session: Session, write: Any) -> None:
    bring_in(entry("https://a.de/"))
    with write() as writing:
        row = bookmarks(writing)[0]
        row.trashed_at = row.created_at
    assert bring_in(entry("https://a.de/")).skipped_why == [["https://a.de/", IN_TRASH]]


def test_duplicates_in_the_file_become_one_with_the_tags_of_both(bring_in: Import, session: Session) -> None:
    report = bring_in(entry("https://a.de", more='TAGS="x,y"') + entry("HTTPS://A.de/", more='TAGS="Y,z" PRIVATE="1"'))
    (row,) = bookmarks(session)
    assert (report.read, report.new, report.skipped_why) == (2, 1, [["HTTPS://A.de/", DOUBLE]])
    assert sorted(queries.tags_of(session, [row.id])[row.id]) == ["x", "y", "z"]
    assert of_lists(session, [row.acl_id])[row.acl_id].kind == "private"


def test_scripts_are_left_out_and_listed(bring_in: Import, session: Session) -> None:
    report = bring_in(entry("javascript:alert(1)") + entry("\x01javascript:x") + entry("data:text/html,x"))
    assert report.new == 0 and report.skipped == 3 and bookmarks(session) == []
    assert ["javascript:alert(1)", NO_BOOKMARK] in report.skipped_why


def test_tags_that_are_too_long_go_into_the_description(bring_in: Import, session: Session) -> None:
    report = bring_in(entry("https://a.de/", more=f'TAGS="{"x" * 300},kurz"', description="Warum"))
    (row,) = bookmarks(session)
    assert row.description == f"Warum\n{'x' * 300}"
    assert queries.tags_of(session, [row.id])[row.id] == ["kurz"]
    assert len(report.notes) == 1


def test_bookmarks_are_indexed_and_only_missing_titles_are_fetched(bring_in: Import, session: Session) -> None:
    bring_in(entry("https://a.de/", "da") + entry("https://b.de/", ""))
    first, second = bookmarks(session)
    jobs = {(job.kind, job.key) for job in session.scalars(select(Job))}
    assert {("index", f"bookmark:{first.id}"), ("index", f"bookmark:{second.id}")} <= jobs
    assert {key for kind, key in jobs if kind == FETCH_JOB} == {str(second.link_id)}


def test_nobody_shares_with_a_group_that_is_not_theirs(bring_in: Import, session: Session, team: int) -> None:
    access = f"group:{get_group(session, team).name}"
    with pytest.raises(Invalid):
        bring_in(entry("https://a.de/"), by="cleo", access=access)
    assert bring_in(entry("https://a.de/"), by="ben", access=access).new == 1


def test_a_file_without_bookmarks_is_refused(bring_in: Import) -> None:
    with pytest.raises(Invalid):
        bring_in("Dear diary")


def test_what_was_exported_comes_back_as_it_was(bring_in: Import, session: Session) -> None:
    text = 'a "&<>" b\n\nc &amp; <b>d</b>'
    bring_in("<DL>" + entry("https://a.de/?q=&quot;&amp;x", "&quot;&amp;&lt;&gt;", 'TAGS="x,y z"'))
    (row,) = queries.all_of(session, make.actor(session, "ana").person_id)
    assert row.title == '"&<>'
    row = type(row)(**{**row.__dict__, "description": text})
    tags, access = queries.tags_of(session, [row.id]), of_lists(session, [row.acl_id])
    exported = exporting.netscape([row], tags, access)
    bring_in(exported, by="ben")
    (again,) = queries.all_of(session, make.actor(session, "ben").person_id)
    same = [(r.url, r.title, r.description, int(r.created_at.timestamp())) for r in (row, again)]
    assert same[0] == same[1]
    assert queries.tags_of(session, [again.id])[again.id] == tags[row.id]


def test_folders_are_exported_as_folders_and_come_back(bring_in: Import, session: Session) -> None:
    inner = f"<DT><H3>Steuer/2026</H3><DL><p>{entry('https://b.de/', 'b')}</DL><p>{entry('https://c.de/', 'c')}"
    bring_in(f"<DL><DT><H3>Recht &amp; mehr</H3><DL><p>{inner}</DL><p>{entry('https://a.de/', 'a')}</DL>")

    def mine(name: str) -> list[Any]:
        return queries.all_of(session, make.actor(session, name).person_id)

    rows = mine("ana")
    access = of_lists(session, [row.acl_id for row in rows])
    exported = exporting.netscape(rows, queries.tags_of(session, [row.id for row in rows]), access)
    assert exported.count("<DL>") == exported.count("</DL>") == 3 and exported.count("<H3>") == 2
    bring_in(exported, by="ben")
    assert {(row.url, row.folder) for row in mine("ben")} == {(row.url, row.folder) for row in rows}
    assert {row.folder.count("/") for row in rows} == {0, 1}


def test_an_error_in_the_middle_leaves_whole_batches_and_continues(
    bring_in: Import, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    whole, calls = importing._store, []

    def fail_at_third(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(*arguments)

    text = "".join(entry(f"https://a.de/{n}", more='TAGS="x"') for n in range(45))
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_store", fail_at_third)
        with pytest.raises(KeyboardInterrupt):
            bring_in(text)
    assert len(bookmarks(session)) == 20
    report = bring_in(text)
    assert (report.new, report.skipped, len(bookmarks(session))) == (25, 20, 45)
    assert session.scalar(select(func.count()).select_from(BookmarkTag)) == 45


def four_thousand() -> str:
    """Flat and without an end, as programs write it: some addresses twice, some with a description."""
    numbers = [number - number % 50 if number % 50 == 1 else number for number in range(4089)]
    return "<DL><p>" + "".join(
        entry(
            f"https://{number % 211}.example.org/pages/{number}?from=list&amp;n={number}#part-{number % 7}",
            f"Seite {number} &amp; was dort über Zahlen steht",
            f'ADD_DATE="{1_500_000_000 + number}" TAGS="zahl-{number % 90}"',
            f"Warum {number}" if number % 3 else "",
        )
        for number in numbers
    )


@pytest.mark.parametrize(
    "file", [None, *real_set("bookmarks-handbook.html")], ids=lambda file: "real" if file else "made"
)
def test_four_thousand_bookmarks_are_imported_within_seconds(
    bring_in: Import, session: Session, file: Path | None
) -> None:
    text = file.read_text() if file else four_thousand()
    start = time.monotonic()
    report = bring_in(text)
    assert time.monotonic() - start < 20
    assert (report.read, report.new) == (4089, len(bookmarks(session)))
    assert {reason for _, reason in report.skipped_why} == {DOUBLE}
    assert bring_in(text).new == 0


def test_folders_are_kept_and_show_their_owner_their_content(bring_in: Import, session: Session, browser: Any) -> None:
    two = entry("https://b.de/", "Zwei")
    bring_in(f"<DL><DT><H3>A/B</H3><DL><DT><H3>C</H3><DL>{entry('https://a.de/', 'Eins')}</DL>{two}")
    assert [row.folder for row in bookmarks(session)] == ["A⁄B/C", "A⁄B"]
    listed = browser("ana").get("/bookmarks?folder=A⁄B/C").text
    assert "A⁄B › C" in listed and ">Eins<" in listed and ">Zwei<" not in listed
    assert "A⁄B" not in browser("ben").get("/bookmarks").text


def test_what_another_has_saved_comes_in_even_so(bring_in: Import, session: Session) -> None:
    assert [bring_in(entry("https://a.de/"), by=name).new for name in ("ana", "ben")] == [1, 1]
    assert len({row.owner_id for row in bookmarks(session)}) == 2
