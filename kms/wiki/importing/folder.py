"""Imports a folder or archive of Markdown files as pages; running it again changes nothing.

Paths (`source_path`) are relative to the folder, or to the archive's only top-level folder. There are two phases, so
that ids are known before links are rewritten: first rows that nobody can read yet, then texts, in batches. If the
import is killed at any point, the next run finds the rows by their paths and continues.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

from kms.access.policy import Actor
from kms.core.db import Database
from kms.core.errors import KmsError, TooLarge
from kms.core.text import N_
from kms.core.unpacking import UnpackedItem, unpacked
from kms.files.service import Upload, store_upload
from kms.files.store import FileStore
from kms.markup.render import render
from kms.wiki.importing import notifications, storing
from kms.wiki.importing.reading import FileSurvey, MarkdownFile, PreparedFile, PrepareTask, make_ready, survey
from kms.wiki.importing.renames import store_batch
from kms.wiki.importing.report import ImportReport, ImportTally
from kms.wiki.importing.storing import KnownPage, Note, PageTarget, StoredFile, forget
from kms.wiki.importing.tree import PageTree, PlannedPage, is_markdown, plan
from kms.wiki.importing.workers import Workers, workers
from kms.wiki.pages.service import DEEPEST
from kms.wiki.pages.slugs import page_slug

T = TypeVar("T")
Progress = Callable[[int, int], None]
ROWS, TEXTS = 500, 50
FILE_BYTES = 25_000_000
NOT_LINKED = N_("no page links to it").id
TOO_DEEP = N_("it is nested in too many folders").id
NO_PLACE = N_("the page above it is in the trash here").id
TOO_LARGE = N_("it is too large to be attached").id


@dataclass(frozen=True)
class FolderImport:
    """The context that all steps share.

    `titles` are the titles of texts that do not state one; `owners` are the pages (by path, "" for the page that the
    set goes below) that a file belongs to although none links to it.
    """

    database: Database
    files: FileStore
    actor: Actor
    target: PageTarget
    items: Mapping[str, UnpackedItem]
    crew: Workers
    tally: ImportTally
    keep: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    note: Note = forget


def run(
    database: Database,
    files: FileStore,
    actor: Actor,
    path: Path,
    space_slug: str,
    access: str,
    *,
    keep: bool = False,
    progress: Progress = lambda done, total: None,
) -> ImportReport:
    """Import `path` (folder, .zip, .tar.gz) into a space, created with `access` if missing.

    With `keep`, texts are taken byte for byte and no link is changed. Raises Invalid, NotFound, Forbidden before
    anything is stored; individual skipped files and their reasons are in the report.
    """
    with unpacked(path) as found, workers(len(found.items)) as crew:
        with database.transaction() as session:
            space = storing.open_space(session, actor, space_slug, access)
        tally = ImportTally(skipped=[list(pair) for pair in found.skipped])
        items = {item.path: item for item in found.items}
        return apply(FolderImport(database, files, actor, PageTarget(space), items, crew, tally, keep), progress)


def apply(work: FolderImport, progress: Progress = lambda done, total: None) -> ImportReport:
    """Import what is unpacked in `work`; individual skipped files and their reasons are in the report."""
    surveys = survey_all(work)
    tree = plan(path for path in work.items if path in surveys or not is_markdown(path))
    titles = {n.source_path: title_of(work, n, surveys) for n in tree.nodes}
    pages = _lay_out(work, tree, titles)
    addresses = page_addresses(pages, titles) | _take_files(work, tree, surveys, pages)
    _store_texts(work, tree, surveys, titles, pages, addresses, progress)
    notifications.notify_subscribers(work.database, work.actor.person_id, work.tally.stored())
    return work.tally.report(sum(map(is_markdown, work.items)))


def page_addresses(pages: Mapping[str, KnownPage], titles: Mapping[str, str]) -> dict[str, str]:
    """The URLs of these pages."""
    return {path: f"/p/{known.id}/{page_slug(titles[path])}" for path, known in pages.items()}


def survey_all(work: FolderImport) -> dict[str, FileSurvey]:
    """The surveys of all texts, by path; those that cannot be imported are recorded in the tally."""
    paths = [path for path in work.items if is_markdown(path)]
    found: dict[str, FileSurvey] = {}
    sources = (MarkdownFile(work.items[path].file, work.keep) for path in paths)
    for path, about in zip(paths, work.crew.map(survey, sources), strict=True):
        if about.refused:
            work.tally.skipped.append([path, about.refused])
            continue
        found[path] = about
        if about.converted:
            work.tally.converted.append(path)
    return found


def title_of(work: FolderImport, node: PlannedPage, surveys: Mapping[str, FileSurvey]) -> str:
    """The title of a page: given beforehand, taken from its text, or from its file name."""
    about = surveys.get(node.source_path)
    return work.titles.get(node.source_path) or (about.title if about else "") or node.name


def _lay_out(work: FolderImport, tree: PageTree, titles: Mapping[str, str]) -> dict[str, KnownPage]:
    """Create rows for all pages, parents first; returns the pages that can be written, by path."""
    with work.database.reading() as session:
        known = storing.known_pages(session, work.target)
    placed: dict[str, KnownPage] = {}
    for _, level in groupby(tree.nodes, key=lambda node: node.depth):
        for batch in batches(level, ROWS):
            usable = [node for node in batch if has_place(work, node, known, placed)]
            if any(node.source_path not in known for node in usable):
                with work.database.transaction() as session:
                    known = storing.lay_out(session, work.actor, work.target, usable, titles)
            placed |= {node.source_path: known[node.source_path] for node in usable}
    return placed


def has_place(work: FolderImport, node: PlannedPage, known: Mapping[str, KnownPage], placed: Container[str]) -> bool:
    """Whether the page can be stored in its place; if not, the reason is recorded in the tally."""
    own = known.get(node.source_path)
    reason = ""
    if own is not None and own.is_trashed:
        reason = storing.IN_TRASH
    elif own is None and node.depth + work.target.depth > DEEPEST:
        reason = TOO_DEEP
    elif own is None and node.parent is not None and node.parent not in placed:
        reason = NO_PLACE
    if reason:
        work.tally.skipped.append([node.source_path, reason])
    return not reason


def _take_files(
    work: FolderImport, tree: PageTree, surveys: Mapping[str, FileSurvey], pages: Mapping[str, KnownPage]
) -> dict[str, str]:
    """Create attachments for all files that pages link to; returns their URLs by path."""
    users = file_users(work, tree, surveys, pages)
    with work.database.reading() as session:
        known = storing.known_files(session, work.target)
    addresses: dict[str, str] = {}
    for path, linking in sorted(users.items()):
        if not linking:
            work.tally.skipped.append([path, NOT_LINKED])
            continue
        page_id = _id_of(work, pages, next(iter(linking))) if len(linking) == 1 else None
        id = _take_file(work, path, page_id, known.get(path))
        if id is not None:
            addresses[path] = f"/files/{id}"
            work.tally.files[path] = id
    return addresses


def file_users(
    work: FolderImport, tree: PageTree, surveys: Mapping[str, FileSurvey], pages: Container[str]
) -> dict[str, set[str]]:
    """For each file, the pages that link to it or that it belongs to."""
    users: dict[str, set[str]] = {path: set() for path in tree.files}
    for path, about in surveys.items():
        for target in about.targets if path in pages else ():
            found = tree.find(path, target)
            if found in users:
                users[found].add(path)
    for path, owner in work.owners.items():
        if path in users and not users[path] and (owner in pages or not owner):
            users[path].add(owner)
    return users


def _id_of(work: FolderImport, pages: Mapping[str, KnownPage], path: str) -> int | None:
    if path:
        return pages[path].id
    return work.target.parent.id if work.target.parent else None


def _take_file(work: FolderImport, path: str, page_id: int | None, known: tuple[int, str] | None) -> int | None:
    """A file used by one page becomes its attachment; one used by several belongs to the space."""
    item = work.items[path]
    if known is not None and item.size <= FILE_BYTES and digest_of(item.file) == known[1]:
        return known[0]
    try:
        upload = upload_of(work.files, item)
    except KmsError as fault:
        reason = TOO_LARGE if isinstance(fault, TooLarge) else str(fault.message)
        work.tally.skipped.append([path, reason])
        return known[0] if known else None
    if known is not None and upload.sha256 == known[1]:
        return known[0]
    with work.database.transaction() as session:
        id = storing.put_file(session, work.actor, work.target, path, page_id, upload, work.note)
    work.tally.taken.append(path)
    return id


def upload_of(files: FileStore, item: UnpackedItem) -> Upload:
    """Store the file's content on disk. Raises KmsError if the file is not accepted."""
    with item.file.open("rb") as source:
        return store_upload(files, files.receive(source, FILE_BYTES), item.path)


def digest_of(file: Path) -> str:
    """The hash under which a content is stored."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _store_texts(
    work: FolderImport,
    tree: PageTree,
    surveys: Mapping[str, FileSurvey],
    titles: Mapping[str, str],
    pages: Mapping[str, KnownPage],
    addresses: Mapping[str, str],
    progress: Progress,
) -> None:
    nodes = [node for node in tree.nodes if node.source_path in pages]
    targets = {node.source_path: targets_of(work, tree, surveys, addresses, node.source_path) for node in nodes}
    arrivals = make_arrivals(work, nodes, surveys, titles, pages, targets)
    done = 0
    for batch in batches(arrivals, TEXTS):
        for arrival, verdict in store_batch(work.database, work.actor, work.target.space, batch, work.note):
            work.tally.count(arrival, verdict)
        done += len(batch)
        progress(done, len(nodes))


def targets_of(
    work: FolderImport, tree: PageTree, surveys: Mapping[str, FileSurvey], addresses: Mapping[str, str], path: str
) -> dict[str, str]:
    """The URLs of a page's relative links; broken ones are recorded in the tally."""
    leads: dict[str, str] = {}
    for target in surveys[path].targets if path in surveys else ():
        address = addresses.get(tree.find(path, target) or "")
        if address is None:
            work.tally.broken.append([path, target])
        elif not work.keep:
            leads[target] = address
    return leads


def make_arrivals(
    work: FolderImport,
    nodes: Sequence[PlannedPage],
    surveys: Mapping[str, FileSurvey],
    titles: Mapping[str, str],
    pages: Mapping[str, KnownPage],
    targets: Mapping[str, Mapping[str, str]],
) -> Iterator[StoredFile]:
    """Yield the pages with their final texts, in this order, lazily."""
    made = work.crew.map(make_ready, _tasks(work, nodes, pages, targets))
    return (_arrival(node, made, surveys, titles, pages) for node in nodes)


def _tasks(
    work: FolderImport,
    nodes: Iterable[PlannedPage],
    pages: Mapping[str, KnownPage],
    targets: Mapping[str, Mapping[str, str]],
) -> Iterator[PrepareTask]:
    for batch in batches((node for node in nodes if node.has_file), TEXTS):
        with work.database.reading() as session:
            present = storing.present_digests(session, [pages[node.source_path] for node in batch])
        for node in batch:
            source = MarkdownFile(work.items[node.source_path].file, work.keep)
            yield PrepareTask(source, targets[node.source_path], present.get(pages[node.source_path].id, ""))


def _arrival(
    node: PlannedPage,
    made: Iterator[PreparedFile],
    surveys: Mapping[str, FileSurvey],
    titles: Mapping[str, str],
    pages: Mapping[str, KnownPage],
) -> StoredFile:
    ready = next(made) if node.has_file else PreparedFile("", render(""), ())
    tags = surveys[node.source_path].tags if node.has_file else ()
    return StoredFile(node, pages[node.source_path].id, titles[node.source_path], tags, ready)


def batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in batches of `size`."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
