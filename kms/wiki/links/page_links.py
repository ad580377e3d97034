"""Stores which pages a text mentions, for backlinks, link repair and search ranking."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kms.markup.model import MarkdownLink
from kms.wiki.links.meaning import wanted
from kms.wiki.models import PageLink
from kms.wiki.pages import index_jobs
from kms.wiki.pages.saved_revision import SavedRevision


class Mention(NamedTuple):
    """A mention as `PageLink` stores it."""

    key: str
    tail: str
    target: str
    space: str
    target_id: int | None


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Store the mentions of the revision's text."""
    keep(session, saved.page.id, saved.rendered.links)


def keep(session: Session, page_id: int, links: Iterable[MarkdownLink]) -> None:
    """Make these the mentions of the page; every page newly mentioned or no longer mentioned has its backlinks
    recounted."""
    columns = (PageLink.key, PageLink.tail, PageLink.target, PageLink.space, PageLink.target_id)
    before = {Mention(*row) for row in session.execute(select(*columns).where(PageLink.page_id == page_id))}
    after = _mentions(links)
    if before == set(after):
        return
    if before:
        session.execute(delete(PageLink).where(PageLink.page_id == page_id))
    if after:
        session.execute(insert(PageLink), [{"page_id": page_id, **mention._asdict()} for mention in after])
    index_jobs.enqueue_targets(session, _meant(before) ^ _meant(after))


def _mentions(links: Iterable[MarkdownLink]) -> list[Mention]:
    found: dict[tuple[str, str, int | None], Mention] = {}
    for link in links:
        if link.kind == "wiki":
            want = wanted(link)
            mention = Mention(want.key, want.tail, link.target, want.space, None)
        elif link.kind == "page" and link.target.isdecimal() and len(link.target) < 19:
            mention = Mention("", "", "", "", int(link.target))
        else:
            continue
        found.setdefault((mention.key, mention.space, mention.target_id), mention)
    return list(found.values())


def _meant(mentions: Iterable[Mention]) -> set[index_jobs.Meant]:
    return {(mention.key, mention.tail, mention.target_id) for mention in mentions}
