"""Creates pages and appends revisions. Rendering happens before, in kms/wiki/saving/preparing.py."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.errors import Invalid, KmsError
from kms.core.text import N_, fold_key
from kms.markup.model import Rendered
from kms.wiki.links.repair import LinkRepair
from kms.wiki.models import Page, Revision, Space
from kms.wiki.pages import index_jobs, queries
from kms.wiki.pages.inputs import PageDraft
from kms.wiki.pages.saved_revision import SavedRevision
from kms.wiki.pages.service import DEEPEST, get_with_space
from kms.wiki.pages.slugs import page_slug, retitle
from kms.wiki.revisions import steps
from kms.wiki.revisions.prepared import PreparedEdit


class HeadMoved(KmsError):
    """Somebody saved between preparing and storing: prepare again."""

    status = 409

    def __init__(self) -> None:
        super().__init__(N_("Somebody saved this page at the same moment. Please try again."))


def create_page(
    session: Session,
    actor: Actor,
    space_slug: str,
    draft: PageDraft,
    rendered: Rendered,
    source_path: str | None = None,
    pattern: str = "",
) -> Page:
    """Create a page at the top of the space or below `draft.parent_id`, guarded by what it is placed under.

    Raises Forbidden without write access there.
    """
    space = queries.get_space(session, reach(session, actor), space_slug)
    require(session, actor, space, Level.WRITE)
    parent = _get_parent(session, actor, space, draft.parent_id)
    page = Page(
        space_id=space.id,
        acl_id=parent.acl_id if parent else space.acl_id,
        parent_id=parent.id if parent else None,
        title=draft.title,
        title_key=fold_key(draft.title),
        slug=page_slug(draft.title),
        source_path=source_path,
        pattern=pattern,
        created_by=actor.person_id,
        updated_by=actor.person_id,
    )
    session.add(page)
    session.flush()
    page.path = f"{parent.path if parent else '/'}{page.id}/"
    by_hand = source_path is None
    add_revision(session, page, draft.text, draft.tags, "", actor.person_id, rendered, tells=by_hand)
    return page


def save_page(session: Session, actor: Actor, page_id: int, prepared: PreparedEdit) -> Page:
    """Store what was prepared. Raises HeadMoved if somebody else saved in between; nothing is stored then."""
    page, _held = get_with_space(session, actor, page_id)  # keeps the space in the session for the steps
    return store(session, actor, page, prepared)


def store(session: Session, actor: Actor, page: Page, prepared: PreparedEdit) -> Page:
    """Store what was prepared for a page that was found writable. Raises HeadMoved."""
    if page.head_id != prepared.head_id:
        raise HeadMoved
    if prepared.unchanged:
        return page
    if page.title_key != fold_key(prepared.title):
        apply_repairs(session, prepared.repairs)
        index_jobs.enqueue_pages(session, [page.id])
    retitle(page, prepared.title)
    add_revision(session, page, prepared.text, prepared.tags, prepared.summary, actor.person_id, prepared.rendered)
    return page


def apply_repairs(session: Session, repairs: Sequence[LinkRepair]) -> None:
    """Store the repaired links of other pages as revisions by the system. Raises HeadMoved if one has changed since."""
    for repair in repairs:
        page = session.get(Page, repair.page_id)
        if page is None or page.head_id != repair.head_id:
            raise HeadMoved
        tags = queries.tags_of(session, [page.id])[page.id]
        add_revision(session, page, repair.text, tags, repair.summary, None, repair.rendered, by_system=True)


def add_revision(
    session: Session,
    page: Page,
    text: str,
    tags: Iterable[str],
    summary: str,
    author_id: int | None,
    rendered: Rendered,
    *,
    by_system: bool = False,
    tells: bool = True,
) -> Revision:
    """Append a revision and run the steps that follow it (kms/wiki/wiring.py).

    Large imports pass `tells=False`: kms/wiki/importing/notifications.py notifies once for the whole import.
    """
    revision = Revision(
        page_id=page.id,
        number=page.revision + 1,
        title=page.title,
        text=text,
        tags=list(tags),
        summary=summary,
        author_id=author_id,
        by_system=by_system,
    )
    session.add(revision)
    session.flush()
    page.revision, page.head_id = revision.number, revision.id
    if author_id is not None:
        page.updated_at, page.updated_by = revision.created_at, author_id
    steps.take(session, SavedRevision(page, revision, rendered, is_news=tells and author_id is not None))
    session.flush()
    return revision


def _get_parent(session: Session, actor: Actor, space: Space, parent_id: int | None) -> Page | None:
    if parent_id is None:
        return None
    parent = session.get(Page, parent_id)
    readable = reach(session, actor)
    if parent is None or parent.space_id != space.id or parent.trashed_at is not None or not readable.covers(parent):
        raise Invalid({"parent": N_("The page above does not exist in this space.")})
    require(session, actor, parent, Level.WRITE)
    if parent.path.count("/") > DEEPEST:
        raise Invalid({"parent": N_("Pages can be nested %(n)s levels deep at most.", n=DEEPEST)})
    return parent
