"""Previews an import: judges every text and file without writing anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kms.core.errors import KmsError
from kms.core.unpacking import UnpackedItem
from kms.wiki.importing import storing
from kms.wiki.importing.folder import (
    FILE_BYTES,
    NOT_LINKED,
    TEXTS,
    TOO_LARGE,
    FolderImport,
    batches,
    digest_of,
    file_users,
    has_place,
    make_arrivals,
    page_addresses,
    survey_all,
    targets_of,
    title_of,
    upload_of,
)
from kms.wiki.importing.reading import FileSurvey
from kms.wiki.importing.storing import CHANGED, NEW, SAME, KnownPage
from kms.wiki.importing.tree import PageTree, is_markdown, plan


@dataclass
class ImportPreview:
    """Verdicts by path: `new`, `changed`, `same`, or the reason for skipping; titles and addresses of existing pages;
    broken relative links."""

    titles: dict[str, str]
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)


def preview(work: FolderImport) -> ImportPreview:
    """The verdict on everything in `work`, whose tally must not be reused."""
    surveys = survey_all(work)
    tree = plan(path for path in work.items if path in surveys or not is_markdown(path))
    found = ImportPreview({n.source_path: title_of(work, n, surveys) for n in tree.nodes})
    with work.database.reading() as session:
        known = storing.known_pages(session, work.target)
        files = storing.known_files(session, work.target)
    placed = _placed(work, tree, known)
    found.pages |= dict.fromkeys(placed, NEW)
    found.pages |= {path: why for path, why in work.tally.skipped if is_markdown(path) or path.endswith("/")}
    _judge_files(work, tree, surveys, placed, files, found)
    existing = {path: known[path] for path in placed if path in known and known[path].revision}
    found.addresses = page_addresses(existing, found.titles)
    _judge_texts(work, tree, surveys, existing, found, placed, files)
    return found


def _placed(work: FolderImport, tree: PageTree, known: Mapping[str, KnownPage]) -> dict[str, None]:
    placed: dict[str, None] = {}
    for node in tree.nodes:
        if has_place(work, node, known, placed):
            placed[node.source_path] = None
    return placed


def _judge_files(
    work: FolderImport,
    tree: PageTree,
    surveys: Mapping[str, FileSurvey],
    placed: Mapping[str, None],
    known: Mapping[str, tuple[int, str]],
    found: ImportPreview,
) -> None:
    for path, linking in file_users(work, tree, surveys, placed).items():
        found.files[path] = _verdict(work, work.items[path], known.get(path)) if linking else NOT_LINKED


def _verdict(work: FolderImport, item: UnpackedItem, known: tuple[int, str] | None) -> str:
    """Storing a picture strips its camera metadata, so it is processed the same way before comparing."""
    if item.size > FILE_BYTES:
        return TOO_LARGE
    if known is None or digest_of(item.file) == known[1]:
        return NEW if known is None else SAME
    try:
        return SAME if upload_of(work.files, item).sha256 == known[1] else CHANGED
    except KmsError as fault:
        return str(fault.message)


def _judge_texts(
    work: FolderImport,
    tree: PageTree,
    surveys: Mapping[str, FileSurvey],
    existing: Mapping[str, KnownPage],
    found: ImportPreview,
    placed: Mapping[str, None],
    files: Mapping[str, tuple[int, str]],
) -> None:
    """Existing pages are compared with the text as it would be stored; new pages and files have no address yet."""
    addresses = dict.fromkeys([*placed, *tree.files], "/p/0") | found.addresses
    addresses |= {path: f"/files/{id}" for path, (id, _) in files.items()}
    nodes = [node for node in tree.nodes if node.source_path in existing]
    targets = {node.source_path: targets_of(work, tree, surveys, addresses, node.source_path) for node in tree.nodes}
    found.broken = [(path, target) for path, target in work.tally.broken]
    for batch in batches(make_arrivals(work, nodes, surveys, found.titles, existing, targets), TEXTS):
        with work.database.reading() as session:
            for arrival, _, verdict in storing.judge(session, work.actor, batch):
                found.pages[arrival.node.source_path] = verdict
