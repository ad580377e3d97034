"""Bring a bookmark file (Netscape format) into a person's bookmarks with `run`; running it again changes nothing.

Folders become tags; what the person has saved already stays as it is. It is stored in batches: killed at any point,
the next run goes on with what is missing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level
from kms.access.service import PRIVATE, audience_list
from kms.accounts import audiences
from kms.bookmarks.inputs import DESCRIPTION, TITLE
from kms.bookmarks.models import INDEX_JOB, Bookmark, BookmarkTag
from kms.bookmarks.netscape import Entry, parse
from kms.core.clock import now
from kms.core.db import Database
from kms.core.errors import Forbidden, Invalid, TooLarge
from kms.core.text import N_, fold_key
from kms.core.urls import Address, parse_address
from kms.jobs.queue import enqueue
from kms.links.models import CHANGED_JOB
from kms.links.service import ask_for_facts, register
from kms.tags.service import LONGEST, MOST, named

Progress = Callable[[int, int], None]
BATCH = 500
FILE_BYTES = 200_000_000
SAVED = N_("you have saved it already").id
IN_TRASH = N_("it is in your trash").id
DOUBLE = N_("it stands in the file more than once; its tags were added to the first").id
LEFT_TAGS = N_("tags that are too long or too many are in its description").id
EXAMPLES = 10


@dataclass(frozen=True)
class BookmarkReport:
    """What an import did; `skipped_why` holds [address, reason], `notes` [address, what was put elsewhere]."""

    read: int
    new: int
    changed: int
    skipped: int
    skipped_why: list[list[str]]
    notes: list[list[str]]

    def lines(self) -> list[str]:
        """The report for people, with some examples of each reason."""
        found = [f"Bookmarks: {self.read} read, {self.new} new, {self.changed} changed, {self.skipped} skipped."]
        for reason, count, examples in self.reasons():
            found.append(f"{count} × {reason}")
            found += [f"  {address or '(empty)'}" for address in examples]
            found += ["  …"] if count > EXAMPLES else []
        return found + [f"{address}: {note}" for address, note in self.notes]

    def reasons(self) -> list[tuple[str, int, list[str]]]:
        """Why bookmarks were left out, the most frequent first, with how many and some examples."""
        counts = Counter(reason for _, reason in self.skipped_why).most_common()
        return [(reason, count, self._examples(reason)) for reason, count in counts]

    def _examples(self, reason: str) -> list[str]:
        return [address for address, why in self.skipped_why if why == reason][:EXAMPLES]


@dataclass(frozen=True)
class _Draft:
    """A bookmark to be made."""

    address: Address
    title: str
    description: str
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    private: bool


@dataclass
class _Tally:
    """The report while it is being made."""

    new: int = 0
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
    return take_in(database, actor, path.read_bytes(), audience, progress=progress)


def take_in(
    database: Database, actor: Actor, data: bytes, audience: str, *, progress: Progress = lambda done, total: None
) -> BookmarkReport:
    """Import the content of a bookmark file. Raises Invalid where there is none, Forbidden for a reading key."""
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    parsed = parse(data)
    if not parsed.entries and not parsed.skipped:
        raise Invalid({"file": N_("There are no bookmarks in this file.")})
    with database.reading() as session:
        audiences.check(session, actor, audience)
    tally = _Tally(skipped=[[href, reason] for _, href, reason in parsed.skipped])
    drafts = _drafts(parsed.entries, tally)
    for start in range(0, len(drafts), BATCH):
        with database.transaction() as session:
            _store(session, actor, audience, drafts[start : start + BATCH], tally)
        progress(min(start + BATCH, len(drafts)), len(drafts))
    read = len(parsed.entries) + len(parsed.skipped)
    return BookmarkReport(read, tally.new, 0, len(tally.skipped), tally.skipped, tally.notes)


def _drafts(entries: Iterable[Entry], tally: _Tally) -> list[_Draft]:
    """One draft an address; doubles within the file become one with the tags of all."""
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


def _draft(entry: Entry, tally: _Tally) -> _Draft:
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
    )


def _merged(first: _Draft, second: _Draft) -> _Draft:
    return replace(
        first,
        title=first.title or second.title,
        description=first.description or second.description,
        tags=tuple(_unique([*first.tags, *second.tags])[:MOST]),
        private=first.private or second.private,
    )


def _unique(names: Sequence[str]) -> list[str]:
    return list({fold_key(name): name for name in reversed(names)}.values())[::-1]


def _store(session: Session, actor: Actor, audience: str, drafts: Sequence[_Draft], tally: _Tally) -> None:
    audiences.check(session, actor, audience)
    links = register(session, [draft.address for draft in drafts])
    present = _present(session, actor.person_id, list(links.values()))
    missing = []
    for draft in drafts:
        trashed = present.get(links[draft.address.key])
        if trashed is None:
            missing.append(draft)
        else:
            tally.skipped.append([draft.address.url, IN_TRASH if trashed else SAVED])
    if missing:
        _insert(session, actor, audience, missing, links)
    tally.new += len(missing)


def _present(session: Session, owner_id: int, link_ids: Sequence[int]) -> dict[int, bool]:
    """Which of these sources the person has saved, and whether that is in the trash."""
    query = select(Bookmark.link_id, Bookmark.trashed_at.is_not(None)).where(
        Bookmark.owner_id == owner_id, Bookmark.link_id.in_(link_ids)
    )
    return {link_id: bool(trashed) for link_id, trashed in session.execute(query)}


def _insert(session: Session, actor: Actor, audience: str, drafts: Sequence[_Draft], links: Mapping[str, int]) -> None:
    lists = {False: audience_list(session, audience), True: audience_list(session, PRIVATE)}
    rows = [
        {
            "owner_id": actor.person_id, "link_id": links[draft.address.key], "acl_id": lists[draft.private],
            "url": draft.address.url, "title": draft.title, "description": draft.description,
            "created_at": draft.created_at, "updated_at": draft.updated_at,
        }
        for draft in drafts
    ]  # fmt: skip
    ids = session.scalars(insert(Bookmark).returning(Bookmark.id, sort_by_parameter_order=True), rows).all()
    tag_ids = named(session, [name for draft in drafts for name in draft.tags])
    tagged = {(id, tag_ids[fold_key(name)]): None for id, draft in zip(ids, drafts, strict=True) for name in draft.tags}
    if tagged:
        session.execute(insert(BookmarkTag), [{"bookmark_id": id, "tag_id": tag_id} for id, tag_id in tagged])
    enqueue(session, INDEX_JOB, [f"bookmark:{id}" for id in ids])
    link_ids = [row["link_id"] for row in rows]
    shared = session.scalars(select(Bookmark.link_id).where(Bookmark.link_id.in_(link_ids), Bookmark.id.not_in(ids)))
    enqueue(session, CHANGED_JOB, [str(id) for id in shared])
    ask_for_facts(session, [links[draft.address.key] for draft in drafts if not draft.title])
