"""Importing folders and archives of Markdown files."""

import os
import re
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kms.access.policy import Level, reach
from kms.accounts.queries import get_group
from kms.core.errors import Forbidden, Invalid, NotFound
from kms.jobs.models import Job
from kms.runtime import Runtime
from kms.sharing.audiences import of_lists
from kms.tags.models import Tag
from kms.wiki.importing import folder as import_folder
from kms.wiki.importing.report import ImportReport
from kms.wiki.models import Attachment, Page, PageLink, PageTag, Rendering, Revision, Space
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions.service import save_page
from kms.wiki.saving.preparing import prepare
from tests import make
from tests.sets import HANDBOOK, real_set

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'
Import = Callable[..., ImportReport]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "set"
    made.mkdir()
    return made


@pytest.fixture
def bring_in(runtime: Runtime, folder: Path, session: Session) -> Import:
    """Import the folder, or `path`, as one of the cast; `session` then sees what was imported."""

    def bring(path: Path = folder, by: str = "ana", access: str = "everyone", **options: Any) -> ImportReport:
        actor = make.actor(session, by)
        session.rollback()
        return import_folder.run(runtime.database, runtime.files, actor, path, "set", access, **options)

    return bring


def write(folder: Path, **texts: str) -> None:
    """Files by path; `__` in a keyword stands for `/`, and `.md` is added."""
    for name, text in texts.items():
        put(folder, f"{name.replace('__', '/')}.md", text.encode())


def put(folder: Path, path: str, content: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


def page(session: Session, source_path: str) -> Page:
    return session.scalars(select(Page).where(Page.source_path == source_path)).one()


def text(session: Session, source_path: str) -> str:
    return queries.get_head(session, page(session, source_path)).text


def address(session: Session, source_path: str) -> str:
    found = page(session, source_path)
    return f"/p/{found.id}/{found.slug}"


def test_folders_become_the_tree(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, index="# Start", a__index="# Anna", a__b__c="# Cleo", d="# Dora", d__e="# Eva", f__README="# Fritz")
    report = bring_in()
    assert (report.read, report.new, report.folders) == (6, 6, 1)
    parents = {p.source_path: p.parent_id for p in session.scalars(select(Page))}
    ids = {p.source_path: p.id for p in session.scalars(select(Page))}
    assert parents["index.md"] is parents["a/index.md"] is parents["d.md"] is parents["f/README.md"] is None
    assert parents["a/b/"] == ids["a/index.md"]
    assert parents["a/b/c.md"] == ids["a/b/"]
    assert parents["d/e.md"] == ids["d.md"]
    made = page(session, "a/b/")
    assert (made.title, made.lists_children, text(session, "a/b/")) == ("b", True, "")
    assert page(session, "a/b/c.md").path == f"/{ids['a/index.md']}/{ids['a/b/']}/{ids['a/b/c.md']}/"


def test_the_title_comes_from_front_matter_then_headings_then_the_name(
    folder: Path, bring_in: Import, session: Session
) -> None:
    write(
        folder, a="---\nTITLE: Im Kopf\n---\n# H1\n", b="## Zwei\n\n# Eins\n", c="text\n\n### Drei\n", d="", e__index=""
    )
    bring_in()
    titles = {p.source_path: p.title for p in session.scalars(select(Page))}
    assert titles == {"a.md": "Im Kopf", "b.md": "Eins", "c.md": "Drei", "d.md": "d", "e/index.md": "e"}


def test_relative_links_lead_to_pages_of_the_set(folder: Path, bring_in: Import, session: Session) -> None:
    links = [
        "b/c.md", "./b/c.md#two-words", "b/C", "/b/c.md", "b/x/../c.md?plain=1", "b", "b/", "b/index.md",
        "%C3%BCber%20uns.md", "<über uns.md>", "u\u0308ber%20uns.md",
    ]  # fmt: skip
    write(folder, a="\n".join(f"[x]({link})" for link in links), b__index="# B", b__c="# C")
    put(folder, "u\u0308ber uns.md", b"# Wir")
    report = bring_in()
    assert report.broken_links == []
    c, b, us = (address(session, path) for path in ("b/c.md", "b/index.md", "über uns.md"))
    assert re.findall(r"\(<?(.*?)>?\)", text(session, "a.md")) == [c, f"{c}#two-words", c, c, c, b, b, b, us, us, us]
    targets = set(session.scalars(select(PageLink.target_id).where(PageLink.page_id == page(session, "a.md").id)))
    assert targets == {page(session, path).id for path in ("b/c.md", "b/index.md", "über uns.md")}


def test_only_real_links_change_and_all_else_stays(folder: Path, bring_in: Import, session: Session) -> None:
    source = "[x](b.md) `[x](b.md)`\r\n\r\n```\n[x](b.md)\n```\n\\[x](b.md) <b.md> [r]\n\n[r]: b.md\n  trailing  \n"
    write(folder, a=source, b="# B")
    bring_in()
    to = address(session, "b.md")
    assert text(session, "a.md") == source.replace("[x](b.md) `", f"[x]({to}) `").replace("[r]: b.md", f"[r]: {to}")


def test_dead_links_are_reported_and_left(folder: Path, bring_in: Import, session: Session) -> None:
    source = "[x](gone.md) [y]() ![z](no.png) [up](../../out.md) [top](#) [h](#a) [w](https://a.de) [m](mailto:a@b.c)"
    write(folder, a=source)
    report = bring_in()
    assert report.broken_links == [["a.md", ""], ["a.md", "../../out.md"], ["a.md", "gone.md"], ["a.md", "no.png"]]
    assert text(session, "a.md") == source


def test_linked_files_become_attachments_once(
    folder: Path, bring_in: Import, session: Session, runtime: Runtime
) -> None:
    write(folder, a="![p](img/p.svg) [list](list.csv)", b="![p](img/p.svg)", c="# C")
    put(folder, "img/p.svg", SVG)
    put(folder, "list.csv", b"a,b\n")
    put(folder, "alone.csv", b"c")
    report = bring_in()
    assert report.attachments == 2
    assert report.skipped_why == [["alone.csv", import_folder.NOT_LINKED]]
    files = {row.source_path: row for row in session.scalars(select(Attachment))}
    assert text(session, "a.md") == f"![p](/files/{files['img/p.svg'].id}) [list](/files/{files['list.csv'].id})"
    assert files["list.csv"].page_id == page(session, "a.md").id
    assert files["img/p.svg"].page_id is None
    assert runtime.files.path(files["img/p.svg"].sha256).read_bytes() == SVG
    assert bring_in().attachments == 0


def test_a_file_that_is_too_large_is_left_out(
    folder: Path, bring_in: Import, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_folder, "FILE_BYTES", 3)
    write(folder, a="[x](x.bin)")
    put(folder, "x.bin", b"1234")
    report = bring_in()
    assert [path for path, _ in report.skipped_why] == ["x.bin"]
    assert report.broken_links == [["a.md", "x.bin"]]


def test_simple_html_becomes_markdown_and_is_listed(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, a='<div>\n  <a href="b.md">B</a>\n</div>\n', b="plain", c="`<b>code</b>`")
    report = bring_in()
    assert report.converted == ["a.md"]
    assert f"\n[B]({address(session, 'b.md')})\n" in text(session, "a.md")
    assert text(session, "c.md") == "`<b>code</b>`"


def test_keep_imports_the_bytes_unchanged(folder: Path, bring_in: Import, session: Session) -> None:
    source = "\ufeff# A\r\n<b>x</b> [x](b.md) [y](gone.md)\r"
    write(folder, a=source, b="# B")
    report = bring_in(keep=True)
    assert text(session, "a.md") == source
    assert (report.converted, report.broken_links) == ([], [["a.md", "gone.md"]])


def test_front_matter_tags_become_tags(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, a="---\ntags: [Leitern, 'leitern', Prüfung]\n---\nx", b="---\ntags: a, b c\n---\nx")
    bring_in()
    query = select(Page.source_path, Tag.name).join(PageTag, PageTag.page_id == Page.id).join(Tag)
    found = sorted(tuple(row) for row in session.execute(query))
    assert found == [("a.md", "Leitern"), ("a.md", "Prüfung"), ("b.md", "a"), ("b.md", "b c")]


def test_importing_again_changes_nothing(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, a="[b](b.md)", b="# B", c__d="# D")
    bring_in()
    before = session.scalar(select(func.max(Revision.id)))
    report = bring_in()
    assert (report.new, report.changed, report.unchanged, report.folders) == (0, 0, 3, 0)
    assert session.scalar(select(func.max(Revision.id))) == before


def test_a_changed_file_makes_one_revision(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, a="[b](b.md)", b="# B")
    bring_in()
    write(folder, b="# Neu")
    report = bring_in()
    assert (report.new, report.changed) == (0, 2)
    assert (page(session, "b.md").revision, page(session, "b.md").title) == (2, "Neu")


def test_a_page_edited_here_is_left_alone(folder: Path, bring_in: Import, session: Session, runtime: Runtime) -> None:
    write(folder, a="eins", b="# B")
    bring_in()
    actor = make.actor(session, "ben")
    id = page(session, "a.md").id
    prepared = prepare(session, actor, id, PageEdit(1, "eins\nmein", None, None, ""))
    session.close()
    with runtime.database.transaction() as writing:
        save_page(writing, actor, id, prepared)
    write(folder, a="zwei")
    report = bring_in()
    assert (report.changed, report.skipped_why) == (0, [["a.md", "edited here since it was imported"]])
    assert text(session, "a.md") == "eins\nmein"


def test_a_page_in_the_trash_stays_there(folder: Path, bring_in: Import, runtime: Runtime) -> None:
    write(folder, a__index="# A", a__b="# B")
    bring_in()
    with runtime.database.transaction() as session:
        session.execute(update(Page).values(trashed_at=Page.created_at))
    write(folder, a__c="# C")
    reasons = dict(map(tuple, bring_in().skipped_why))
    assert reasons["a/index.md"] == "it is in the trash here"
    assert reasons["a/c.md"] == "the page above it is in the trash here"


def test_a_folder_that_gets_an_index_keeps_its_page(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, a__b="# B")
    bring_in()
    id = page(session, "a/").id
    write(folder, a__index="# Anna")
    bring_in()
    made = page(session, "a/index.md")
    assert (made.id, made.title, made.lists_children, made.revision) == (id, "Anna", False, 2)


def test_pages_without_their_text_are_seen_by_nobody(
    folder: Path, bring_in: Import, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, a="# A", b="# B")

    def fail(*_: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(import_folder, "_store_texts", fail)
        with pytest.raises(RuntimeError):
            bring_in()
    assert session.scalar(select(func.count()).select_from(Page)) == 2
    for name in ("ana", "root"):
        assert queries.list_pages(session, reach(session, make.actor(session, name)), space="set").items == []
    report = bring_in()
    assert report.new == 2
    assert len(queries.list_pages(session, reach(session, make.actor(session, "ana")), space="set").items) == 2


def test_the_space_is_for_those_named(folder: Path, bring_in: Import, session: Session, team: int) -> None:
    write(folder, a="# A")
    bring_in(by="lena", access=f"group:{of_group(session, team)}")
    space = session.scalars(select(Space).where(Space.slug == "set")).one()
    assert of_lists(session, [space.acl_id])[space.acl_id].ids == (team,)
    assert reach(session, make.actor(session, "ana"), Level.WRITE).covers(page(session, "a.md"))
    assert not reach(session, make.actor(session, "cleo")).covers(page(session, "a.md"))


def of_group(session: Session, id: int) -> str:
    return get_group(session, id).name


def test_nobody_imports_into_a_space_they_may_not_write(
    folder: Path, bring_in: Import, team: int, session: Session
) -> None:
    write(folder, a="# A")
    group = f"group:{of_group(session, team)}"
    with pytest.raises(Invalid):
        bring_in(by="cleo", access=group)
    bring_in(by="lena", access=group)
    with pytest.raises((Invalid, NotFound, Forbidden)):
        bring_in(by="cleo")


def test_every_page_is_indexed(folder: Path, bring_in: Import, session: Session) -> None:
    write(folder, a="# A", b__c="see https://example.org/x")
    bring_in()
    keys = set(session.scalars(select(Job.key).where(Job.kind == "index")))
    assert keys >= {f"page:{p.id}" for p in session.scalars(select(Page))}


def test_binary_or_too_long_files_are_left_out(folder: Path, bring_in: Import) -> None:
    put(folder, "a.md", b"a\x00b")
    put(folder, "b.md", b"x" * 600_000)
    put(folder, "c.md", "für".encode("cp1252"))
    report = bring_in()
    assert [path for path, _ in report.skipped_why] == ["a.md", "b.md"]
    assert (report.read, report.new) == (3, 1)


def test_an_archive_and_its_folder_are_one_set(folder: Path, bring_in: Import, tmp_path: Path) -> None:
    write(folder, a="[b](c/b.md)", c__b="# B")
    with tarfile.open(tmp_path / "set.tar.gz", "w:gz") as archive:
        archive.add(folder, "handbook")
    assert bring_in(tmp_path / "set.tar.gz").new == 2
    assert bring_in().unchanged == 2


def test_many_pages_are_done_by_several_processes(folder: Path, bring_in: Import) -> None:
    for number in range(130):
        write(folder, **{f"p{number}": f"# P {number}\n[x](p{(number + 1) % 130}.md)"})
    seen: list[tuple[int, int]] = []
    report = bring_in(progress=lambda done, total: seen.append((done, total)))
    assert (report.new, report.broken_links) == (130, [])
    assert seen[-1] == (130, 130)


IMPORT = """
import sys
from pathlib import Path
from tests import make
from kms.wiki.importing import folder as import_folder
if __name__ == "__main__":
    runtime = make.runtime(Path(sys.argv[1]))
    with runtime.database.reading() as session:
        actor = make.actor(session, "ana")
    import_folder.run(runtime.database, runtime.files, actor, Path(sys.argv[2]), "set", "everyone",
                      progress=lambda done, total: print(done, flush=True))
"""


def test_a_killed_import_continues_where_it_stopped(
    folder: Path, bring_in: Import, runtime: Runtime, session: Session, tmp_path: Path
) -> None:
    for number in range(300):
        write(folder, **{f"d{number % 7}__p{number}": f"# P {number}\n[x](../d{(number + 1) % 7}/p{number + 1}.md)"})
    script = tmp_path / "script.py"
    script.write_text(IMPORT)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(script), str(runtime.config.data), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    whole = session.scalar(select(func.count()).select_from(Page).where(Page.revision == 1))
    assert whole and whole < 307
    report = bring_in()
    assert report.new + report.unchanged == 300
    assert report.new >= 300 - whole
    assert len(report.broken_links) == 1
    assert session.scalar(select(func.count()).select_from(Page).where(Page.revision == 1)) == 307


@dataclass(frozen=True)
class Known:
    """The content of a set: minimum numbers of pages, internal links and displayed files, and its dead links."""

    path: Path
    pages: int
    links: int
    shown: int
    broken: list[str]


OWN = Known(
    HANDBOOK, 44, 26, 4, ["", "", "/files/decontamination%20(2024).pdf", "/files/short%20form.pdf", "nowhere.md"]
)
REAL = [
    pytest.param(Known(path, 883, 3146, 26, ["", "", "", "../../../README.md"]), id="real", marks=pytest.mark.prove)
    for path in real_set("handbook-en.tar.gz")
]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("known", [pytest.param(OWN, id="own"), *REAL])
def test_every_link_of_the_handbook_resolves(
    bring_in: Import, session: Session, runtime: Runtime, known: Known
) -> None:
    report = bring_in(known.path)
    assert (report.read, report.new, report.changed) == (known.pages, known.pages, 0)
    links = [target for _, target in report.broken_links if not re.search(r"\.(png|jpe?g|gif|svg)$", target, re.I)]
    assert sorted(links) == known.broken
    ids = set(session.scalars(select(Page.id)))
    files = set(session.scalars(select(Attachment.id)))
    bodies = session.scalars(select(Rendering.html)).all()
    pages = [int(id) for body in bodies for id in re.findall(r'href="/p/(\d+)/', body)]
    shown = [int(id) for body in bodies for id in re.findall(r'src="/files/(\d+)"', body)]
    assert len(pages) >= known.links and set(pages) <= ids
    assert len(shown) >= known.shown and set(shown) <= files
    assert all(runtime.files.sound(sha) for sha in session.scalars(select(Attachment.sha256)))
    again = bring_in(known.path)
    assert (again.new, again.changed, again.unchanged, again.attachments) == (0, 0, known.pages, 0)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("path", "pages", "over_255", "longest"),
    [pytest.param(HANDBOOK / "de/vereinbarungen", 3, 1, 306, id="own")]
    + [pytest.param(path, 550, 26, 825, id="real", marks=pytest.mark.prove) for path in real_set("gesetze-de.tar.gz")],
)
def test_statutes_keep_their_long_titles(
    bring_in: Import, session: Session, path: Path, pages: int, over_255: int, longest: int
) -> None:
    assert bring_in(path).new == pages
    lengths = [len(title) for title in session.scalars(select(Page.title))]
    assert sum(length > 255 for length in lengths) == over_255
    assert max(lengths) == longest
    assert set(session.scalars(select(Page.parent_id))) == {None}


def test_a_page_imported_again_with_a_new_title_keeps_incoming_links(folder, bring_in, session, write) -> None:
    by_path = {"a": "# Leitern\n\nalt", "b": "# Liste\n\n[[Leitern]]", "c": "# Dritte\n\n[[Leitern#Regeln|sie]]"}
    put_all(folder, by_path)
    bring_in()
    with write() as changing:
        hand = make.page(changing, "ben", "set", "Von Hand", "Siehe [[set:Leitern]].")
    put_all(folder, {"a": "# Tritte\n\nneu", "b": "# Liste\n\n[[Tritte]] und mehr"})
    report = bring_in()
    assert (report.changed, report.unchanged) == (2, 1)
    assert text(session, "b.md").endswith("[[Tritte]] und mehr")
    assert text(session, "c.md").endswith("[[Tritte#Regeln|sie]]")
    assert queries.get_head(session, session.get_one(Page, hand)).text == "Siehe [[set:Tritte]]."
    again = bring_in()
    assert (again.new, again.changed) == (0, 0), "what was repaired is no change"


def put_all(folder: Path, texts: dict[str, str]) -> None:
    for name, content in texts.items():
        put(folder, f"{name}.md", content.encode())
