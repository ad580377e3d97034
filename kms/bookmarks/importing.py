"""Import a bookmark file (Netscape format) into a person's bookmarks with `run`; idempotent. Folders are kept and also
become tags; existing bookmarks are not changed. Rows are stored in batches: if interrupted, the next run continues with
what is missing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level
from kms.access.service import PRIVATE, audience_list
from kms.bookmarks.inputs import DESCRIPTION, FOLDER, TITLE
from kms.bookmarks.models import INDEX_JOB, Bookmark, BookmarkTag
from kms.bookmarks.netscape import BookmarkFileEntry, parse
from kms.core.clock import now
from kms.core.db import Database
from kms.core.errors import Forbidden, Invalid, TooLarge
from kms.core.text import N_, fold_key
from kms.core.urls import Address, parse_address
from kms.jobs.queue import enqueue
from kms.links.models import CHANGED_JOB
from kms.links.service import enqueue_facts, ids_of, register
from kms.sharing import audiences
from kms.tags.service import LONGEST, MOST, get_or_create

Progress = Callable[[int, int], None]
Note = Callable[[Session, str, int, int, int], None]
"""Called in the same transaction with what was created: "bookmark", its id, 0, and its version."""
BATCH = 500
FILE_BYTES = 200_000_000
SAVED = N_("you have saved it already").id
IN_TRASH = N_("it is in your trash").id
DOUBLE = N_("it stands in the file more than once; its tags were added to the first").id
LEFT_TAGS = N_("tags that are too long or too many are in its description").id
EXAMPLES = 10


@dataclass(frozen=True)
class BookmarkReport:
    """The result of an import; `skipped_why` contains [address, reason], `notes` [address, what was stored elsewhere];
    `folders` counts the folders in the file."""

    read: int
    new: int
    changed: int
    skipped: int
    skipped_why: list[list[str]]
    notes: list[list[str]]
    folders: int = 0

    def lines(self) -> list[str]:
        """The report for people, with some examples of each reason."""
        found = [f"Bookmarks: {self.read} read, {self.new} new, {self.changed} changed, {self.skipped} skipped."]
        for reason, count, examples in self.reasons():
            found.append(f"{count} × {reason}")
            found += [f"  {address or '(empty)'}" for address in examples]
            found += ["  …"] if count > EXAMPLES else []
        return found + [f"{address}: {note}" for address, note in self.notes]

    def reasons(self) -> list[tuple[str, int, list[str]]]:
        """Return why bookmarks were skipped, most frequent reason first, with their number and some examples."""
        counts = Counter(reason for _, reason in self.skipped_why).most_common()
        return [(reason, count, self._examples(reason)) for reason, count in counts]

    def _examples(self, reason: str) -> list[str]:
        return [address for address, why in self.skipped_why if why == reason][:EXAMPLES]


@dataclass(frozen=True)
class _Draft:
    """A bookmark to be created."""

    address: Address
    title: str
    description: str
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    private: bool
    folder: str


@dataclass
class _Tally:
    """The report under construction."""

    new: int = 0
    folders: int = 0
    skipped: list[list[str]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)


def run(
    database: Database,
    actor: Actor,
    path: Path,
    access: str,
    *,
    progress: Progress = lambda done, total: None,
) -> BookmarkReport:
    """Import the file `path`; `access` is everyone, private or group:NAME. Raises Invalid, Forbidden, TooLarge."""
    if path.stat().st_size > FILE_BYTES:
        raise TooLarge(N_("This file is too large: %(n)s MB at most.", n=FILE_BYTES // 1_000_000))
    with database.reading() as session:
        audience = audiences.from_names(session, access)
    return store(database, actor, path.read_bytes(), audience, progress=progress)


def store(
    database: Database,
    actor: Actor,
    data: bytes,
    audience: str,
    *,
    progress: Progress = lambda done, total: None,
    note: Note = lambda session, kind, id, before, after: None,
) -> BookmarkReport:
    """Import the content of a bookmark file. Raises Invalid if it is not one, Forbidden for a read-only key."""
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    drafts, read, tally = _read(data)
    with database.reading() as session:
        audiences.check(session, actor, audience)
    for start in range(0, len(drafts), BATCH):
        with database.transaction() as session:
            for id in _store(session, actor, audience, drafts[start : start + BATCH], tally):
                note(session, "bookmark", id, 0, 1)
        progress(min(start + BATCH, len(drafts)), len(drafts))
    return _report(read, tally)


def preview(session: Session, actor: Actor, data: bytes) -> BookmarkReport:
    """Return what importing this would do. Raises Invalid if it contains no bookmarks."""
    drafts, read, tally = _read(data)
    for start in range(0, len(drafts), BATCH):
        batch = drafts[start : start + BATCH]
        links = ids_of(session, [draft.address.key for draft in batch])
        present = _present(session, actor.person_id, list(links.values()))
        for draft in batch:
            trashed = present.get(links.get(draft.address.key, 0))
            _count(tally, draft, trashed)
    return _report(read, tally)


def _read(data: bytes) -> tuple[list[_Draft], int, _Tally]:
    parsed = parse(data)
    if not parsed.entries and not parsed.skipped:
        raise Invalid({"file": N_("There are no bookmarks in this file.")})
    tally = _Tally(skipped=[[href, reason] for _, href, reason in parsed.skipped])
    tally.folders = len({entry.folders[: n + 1] for entry in parsed.entries for n in range(len(entry.folders))})
    return _drafts(parsed.entries, tally), len(parsed.entries) + len(parsed.skipped), tally


def _report(read: int, tally: _Tally) -> BookmarkReport:
    return BookmarkReport(read, tally.new, 0, len(tally.skipped), tally.skipped, tally.notes, tally.folders)


def _count(tally: _Tally, draft: _Draft, trashed: bool | None) -> bool:
    """Count what happens to a bookmark; return whether it is created."""
    if trashed is None:
        tally.new += 1
    else:
        tally.skipped.append([draft.address.url, IN_TRASH if trashed else SAVED])
    return trashed is None


def _drafts(entries: Iterable[BookmarkFileEntry], tally: _Tally) -> list[_Draft]:
    """Return one draft per address; duplicates within the file are merged with all their tags."""
    found: dict[str, _Draft] = {}
    for entry in entries:
        try:
            draft = _draft(entry, tally)
        except Invalid as fault:
            tally.skipped.append([entry.href[:200], str(fault.message)])
            continue
        first = found.setdefault(draft.address.key, draft)
        if first is not draft:
            tally.skipped.append([entry.href[:200], DOUBLE])
            found[draft.address.key] = _merged(first, draft)
    return list(found.values())


def _draft(entry: BookmarkFileEntry, tally: _Tally) -> _Draft:
    address = parse_address(entry.href)
    words = _unique([*entry.tags, *(name.replace(",", " ") for name in entry.folders)])
    kept = [word[:LONGEST].strip() if word not in entry.tags else word for word in words]
    tags = [word for word in kept if len(word) <= LONGEST][:MOST]
    left = [word for word in kept if word not in tags]
    if left:
        tally.notes.append([address.url, LEFT_TAGS])
    created = min(entry.add_date or now(), now())
    return _Draft(
        address,
        entry.title[:TITLE].strip(),
        "\n".join(part for part in (entry.description, ", ".join(left)) if part)[:DESCRIPTION],
        tuple(tags),
        created,
        min(max(entry.modified or created, created), now()),
        entry.private,
        folder_path(entry.folders),
    )


def folder_path(names: Sequence[str]) -> str:
    """Join the names of nested folders, top first; a slash within a name is replaced by a look-alike."""
    return "/".join(name.replace("/", "\N{FRACTION SLASH}") for name in names)[:FOLDER].strip("/")


def folder_names(path: str) -> tuple[str, ...]:
    """Split the text made by `folder_path`.

    >>> folder_names(folder_path(["Recht/Steuer", "2026"])), folder_names("")
    (('Recht/Steuer', '2026'), ())
    """
    return tuple(name.replace("\N{FRACTION SLASH}", "/") for name in path.split("/") if name)


def _merged(first: _Draft, second: _Draft) -> _Draft:
    return replace(
        first,
        title=first.title or second.title,
        description=first.description or second.description,
        tags=tuple(_unique([*first.tags, *second.tags])[:MOST]),
        private=first.private or second.private,
        folder=first.folder or second.folder,
    )


def _unique(names: Sequence[str]) -> list[str]:
    return list({fold_key(name): name for name in reversed(names)}.values())[::-1]


def _store(session: Session, actor: Actor, audience: str, drafts: Sequence[_Draft], tally: _Tally) -> Sequence[int]:
    """Create the missing ones and return their ids."""
    audiences.check(session, actor, audience)
    links = register(session, [draft.address for draft in drafts])
    present = _present(session, actor.person_id, list(links.values()))
    missing = [draft for draft in drafts if _count(tally, draft, present.get(links[draft.address.key]))]
    return _insert(session, actor, audience, missing, links) if missing else ()


def _present(session: Session, owner_id: int, link_ids: Sequence[int]) -> dict[int, bool]:
    """Return which of these sources the person has saved, and whether that bookmark is in the trash."""
    query = select(Bookmark.link_id, Bookmark.trashed_at.is_not(None)).where(
        Bookmark.owner_id == owner_id, Bookmark.link_id.in_(link_ids)
    )
    return {link_id: bool(trashed) for link_id, trashed in session.execute(query)}


def _insert(
    session: Session, actor: Actor, audience: str, drafts: Sequence[_Draft], links: Mapping[str, int]
) -> Sequence[int]:
    lists = {False: audience_list(session, audience), True: audience_list(session, PRIVATE)}
    rows = [
        {
            "owner_id": actor.person_id, "link_id": links[draft.address.key], "acl_id": lists[draft.private],
            "url": draft.address.url, "title": draft.title, "description": draft.description, "folder": draft.folder,
            "created_at": draft.created_at, "updated_at": draft.updated_at,
        }
        for draft in drafts
    ]  # fmt: skip
    ids = session.scalars(insert(Bookmark).returning(Bookmark.id, sort_by_parameter_order=True), rows).all()
    tag_ids = get_or_create(session, [name for draft in drafts for name in draft.tags])
    tagged = {(id, tag_ids[fold_key(name)]): None for id, draft in zip(ids, drafts, strict=True) for name in draft.tags}
    if tagged:
        session.execute(insert(BookmarkTag), [{"bookmark_id": id, "tag_id": tag_id} for id, tag_id in tagged])
    enqueue(session, INDEX_JOB, [f"bookmark:{id}" for id in ids])
    link_ids = [row["link_id"] for row in rows]
    shared = session.scalars(select(Bookmark.link_id).where(Bookmark.link_id.in_(link_ids), Bookmark.id.not_in(ids)))
    enqueue(session, CHANGED_JOB, [str(id) for id in shared])
    enqueue_facts(session, [links[draft.address.key] for draft in drafts if not draft.title])
    return ids
