"""The database side of an import, a batch at a time; each function runs in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.access.service import PRIVATE, audience_list
from kms.core.reach import Reach
from kms.core.text import N_, fold_key, slugify
from kms.files.service import Upload, register
from kms.markup.render import render
from kms.sharing import audiences
from kms.wiki.importing.reading import PreparedFile, digest
from kms.wiki.importing.tree import PlannedPage
from kms.wiki.links.repair import LinkRepair
from kms.wiki.models import Attachment, Page, Revision, Space
from kms.wiki.pages import index_jobs, queries
from kms.wiki.pages.inputs import SUMMARY
from kms.wiki.pages.slugs import page_slug, retitle
from kms.wiki.revisions.service import add_revision, apply_repairs
from kms.wiki.spaces.inputs import SpaceDraft
from kms.wiki.spaces.service import create_space

Note = Callable[[Session, str, int, int, int], None]
"""Called in the same transaction with what was stored: kind, id, and its revision before (0: it is new) and after."""
MARK = "Import: "
NEW, CHANGED, SAME = "new", "changed", "same"
EDITED = N_("edited here since it was imported").id
IN_TRASH = N_("it is in the trash here").id
NOT_YOURS = N_("you may not change it here").id


@dataclass(frozen=True)
class KnownPage:
    """A page that belongs to a path; `revision` is 0 until its text is stored."""

    id: int
    path: str
    head_id: int
    revision: int
    is_trashed: bool


@dataclass(frozen=True)
class PageTarget:
    """Where a set goes: the top of a space, or below one of its pages; the same set below another page is another
    set."""

    space: Space
    parent: KnownPage | None = None

    @property
    def prefix(self) -> str:
        """The prefix of the set's paths in the database."""
        return f"{self.parent.id}:" if self.parent else ""

    @property
    def depth(self) -> int:
        return self.parent.path.count("/") - 1 if self.parent else 0


@dataclass(frozen=True)
class StoredFile:
    """A page with the text to store."""

    node: PlannedPage
    page_id: int
    title: str
    tags: tuple[str, ...]
    ready: PreparedFile


def forget(session: Session, kind: str, id: int, before: int, after: int) -> None:
    """A `Note` that records nothing."""


def open_space(session: Session, actor: Actor, slug: str, access: str) -> Space:
    """The space to import into, created with this access if missing. Raises Invalid, NotFound, Forbidden."""
    slug = slugify(slug)
    space = session.scalars(queries.readable_spaces(reach(session, actor)).where(Space.slug == slug)).first()
    if space is None:
        audience = audiences.from_names(session, access)
        return create_space(session, actor, SpaceDraft(slug.replace("-", " ").capitalize(), slug, "", audience))
    require(session, actor, space, Level.WRITE)
    return space


def known_pages(session: Session, target: PageTarget) -> dict[str, KnownPage]:
    """The pages that came from files of this set, by path, regardless of who may read them: for the import only."""
    query = (
        select(Page.source_path, Page.id, Page.path, Page.head_id, Page.revision, Page.trashed_at.is_not(None))
        .where(Page.space_id == target.space.id, Page.source_path.startswith(target.prefix, autoescape=True))
        .order_by(Page.id.desc())
    )
    return {
        str(source_path).removeprefix(target.prefix): KnownPage(id, path, head_id, revision, trashed)
        for source_path, id, path, head_id, revision, trashed in session.execute(query)
    }


def lay_out(
    session: Session, actor: Actor, target: PageTarget, nodes: Sequence[PlannedPage], titles: Mapping[str, str]
) -> dict[str, KnownPage]:
    """Create rows for those of these pages that have none; nobody can read them until their text is stored.

    All are at the same depth and their parents already exist. Returns every page of the set.
    """
    require(session, actor, target.space, Level.WRITE)
    known = known_pages(session, target)
    for node in nodes:
        _take_over_folder(session, target, node, known)
    missing = [node for node in nodes if node.source_path not in known]
    if missing:
        hidden = audience_list(session, PRIVATE)
        rows = [_row(actor, target, hidden, node, titles[node.source_path], known) for node in missing]
        top = target.parent.path if target.parent else "/"
        query = insert(Page).returning(Page.id, sort_by_parameter_order=True)
        for node, id in zip(missing, session.scalars(query, rows).all(), strict=True):
            above = known[node.parent].path if node.parent else top
            known[node.source_path] = KnownPage(id, f"{above}{id}/", 0, 0, is_trashed=False)
        session.execute(
            update(Page), [{"id": known[n.source_path].id, "path": known[n.source_path].path} for n in missing]
        )
    return known


def _take_over_folder(session: Session, target: PageTarget, node: PlannedPage, known: dict[str, KnownPage]) -> None:
    """A folder page now has a file of its own: the page keeps its address and everything below it."""
    folder = f"{node.folder}/"
    if node.folder and node.has_file and node.source_path not in known and folder in known:
        page = known.pop(folder)
        values = {"source_path": target.prefix + node.source_path, "lists_children": False}
        session.execute(update(Page).where(Page.id == page.id).values(values))
        known[node.source_path] = page


def _row(
    actor: Actor, target: PageTarget, hidden: int, node: PlannedPage, title: str, known: Mapping[str, KnownPage]
) -> dict[str, object]:
    above = known[node.parent] if node.parent else target.parent
    return {
        "space_id": target.space.id,
        "acl_id": hidden,
        "parent_id": above.id if above else None,
        "title": title,
        "title_key": fold_key(title),
        "slug": page_slug(title),
        "source_path": target.prefix + node.source_path,
        "lists_children": not node.has_file,
        "created_by": actor.person_id,
        "updated_by": actor.person_id,
    }


def present_digests(session: Session, pages: Iterable[KnownPage]) -> dict[int, str]:
    """The digests of these pages' current texts, by page id."""
    heads = [page.head_id for page in pages if page.revision]
    query = select(Revision.page_id, Revision.text).where(Revision.id.in_(heads))
    return {id: digest(text) for id, text in session.execute(query)} if heads else {}


def store(
    session: Session,
    actor: Actor,
    space: Space,
    arrivals: Sequence[StoredFile],
    note: Note = forget,
    repairs: Sequence[LinkRepair] = (),
) -> Iterator[tuple[StoredFile, str]]:
    """Store these texts; yields each with `new`, `changed`, `same`, or the reason it was skipped.

    `repairs` are for a text that gives its page a new title (kms/wiki/importing/renames.py). Raises HeadMoved if one of
    their pages has changed since.
    """
    require(session, actor, space, Level.WRITE)
    for arrival, page, verdict in judge(session, actor, arrivals):
        if verdict in (NEW, CHANGED):
            before = page.revision
            if before and page.title_key != fold_key(arrival.title):
                apply_repairs(session, repairs)
                index_jobs.enqueue_pages(session, [page.id])
            _put(session, actor, space, page, arrival)
            note(session, "page", page.id, before, page.revision)
        yield arrival, verdict


def judge(session: Session, actor: Actor, arrivals: Sequence[StoredFile]) -> Iterator[tuple[StoredFile, Page, str]]:
    """What storing these texts would do: yields each with its page and `new`, `changed`, `same`, or the reason to skip
    it."""
    writable = reach(session, actor, Level.WRITE)
    ids = [arrival.page_id for arrival in arrivals]
    pages = {page.id: page for page in session.scalars(select(Page).where(Page.id.in_(ids)))}
    revisions = _revisions(session, [page for page in pages.values() if page.revision])
    for arrival in arrivals:
        page = pages[arrival.page_id]
        yield arrival, page, _verdict(page, arrival, writable, revisions.get(page.id, []))


def _revisions(session: Session, pages: Iterable[Page]) -> dict[int, list[Revision]]:
    """Each page's revisions from its last import on, oldest first; only the head if it was never imported."""
    found: dict[int, list[Revision]] = {}
    query = select(Revision).where(Revision.page_id.in_([page.id for page in pages])).order_by(Revision.number)
    for revision in session.scalars(query):
        if _is_import(revision):
            found[revision.page_id] = []
        found.setdefault(revision.page_id, []).append(revision)
    return found


def _is_import(revision: Revision) -> bool:
    return revision.summary.startswith(MARK)


def _verdict(page: Page, arrival: StoredFile, writable: Reach, revisions: Sequence[Revision]) -> str:
    if page.trashed_at is not None:
        return IN_TRASH
    if not revisions:
        return NEW
    if not writable.covers(page):
        return NOT_YOURS
    first, last = revisions[0], revisions[-1]
    if _holds(last, arrival):
        return SAME
    if not _is_import(first) or not all(revision.by_system for revision in revisions[1:]):
        return EDITED
    return SAME if _holds(first, arrival) else CHANGED


def _holds(revision: Revision, arrival: StoredFile) -> bool:
    if not arrival.node.has_file:
        return True
    same = revision.text == arrival.ready.text and revision.title == arrival.title
    return same and set(map(fold_key, revision.tags)) == set(map(fold_key, arrival.tags))


def _put(session: Session, actor: Actor, space: Space, page: Page, arrival: StoredFile) -> None:
    rendered = arrival.ready.rendered or render(arrival.ready.text)
    if not page.revision:
        page.acl_id = _acl_to_be(session, space, page.parent_id)
    retitle(page, arrival.title)
    summary = f"{MARK}{arrival.node.source_path}"[:SUMMARY]
    add_revision(session, page, arrival.ready.text, arrival.tags, summary, actor.person_id, rendered, tells=False)


def known_files(session: Session, target: PageTarget) -> dict[str, tuple[int, str]]:
    """The attachments that came from files of this set: id and content hash by path."""
    query = (
        select(Attachment.source_path, Attachment.id, Attachment.sha256)
        .where(
            Attachment.space_id == target.space.id,
            Attachment.source_path.startswith(target.prefix, autoescape=True),
        )
        .order_by(Attachment.id.desc())
    )
    rows = session.execute(query)
    return {str(path).removeprefix(target.prefix): (id, sha256) for path, id, sha256 in rows}


def put_file(
    session: Session,
    actor: Actor,
    target: PageTarget,
    path: str,
    page_id: int | None,
    upload: Upload,
    note: Note = forget,
) -> int:
    """Create the attachment for a path, or replace its content; returns its id."""
    space = target.space
    require(session, actor, space, Level.WRITE)
    register(session, upload)
    content = {"sha256": upload.sha256, "size": upload.size, "mime": upload.mime}
    present = known_files(session, target).get(path)
    if present is not None:
        session.execute(update(Attachment).where(Attachment.id == present[0]).values(content))
        index_jobs.enqueue_files(session, [present[0]])
        return present[0]
    row = Attachment(
        space_id=space.id, acl_id=_acl_to_be(session, space, page_id), page_id=page_id, name=upload.name,
        source_path=target.prefix + path, created_by=actor.person_id, **content,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, "file", row.id, 0, 0)
    return row.id


def _acl_to_be(session: Session, space: Space, page_id: int | None) -> int:
    """The access list of a page, or the one it will have once its text is stored: that of its parent."""
    page = session.get(Page, page_id) if page_id else None
    while page is not None and not page.revision:
        page = session.get(Page, page.parent_id) if page.parent_id else None
    return page.acl_id if page else space.acl_id
