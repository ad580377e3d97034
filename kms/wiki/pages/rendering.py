"""Renderings of pages: made once per revision, stored next to it, completed for each reader."""

from dataclasses import asdict, dataclass

import orjson
from sqlalchemy.orm import Session

from kms.core.db import upsert
from kms.jobs.queue import enqueue
from kms.markup.model import Heading, MarkdownLink, Rendered
from kms.markup.render import render
from kms.wiki.models import RENDER_JOB, Page, Rendering, Revision
from kms.wiki.pages import features
from kms.wiki.pages.queries import PageRow
from kms.wiki.pages.saved_revision import SavedRevision

ENGINE = 2


@dataclass(frozen=True)
class RenderedPage:
    """A rendering as read back: `links` are in the order of their placeholders in the HTML."""

    html: str
    headings: tuple[Heading, ...]
    links: tuple[MarkdownLink, ...]
    plain: str


def engine(maths: bool) -> int:
    """The version stored with a rendering; negative if formulas are enabled."""
    return -ENGINE if maths else ENGINE


def shown(session: Session, page: PageRow | Page) -> RenderedPage:
    """The rendering of a page's newest revision; if the stored one is missing or of another engine, rendered but not
    stored."""
    kept = session.get(Rendering, page.id)
    maths = page.maths if isinstance(page, PageRow) else features.has_maths(session, page.space_id)
    if kept is not None and kept.revision_id == page.head_id and kept.engine == engine(maths):
        return RenderedPage(
            kept.html, headings_of(kept), tuple(MarkdownLink(**item) for item in orjson.loads(kept.links)), kept.plain
        )
    revision = session.get(Revision, page.head_id)
    return of(render(revision.text if revision else "", maths))


def headings_of(kept: Rendering) -> tuple[Heading, ...]:
    """The headings of a stored rendering."""
    return tuple(Heading(**item) for item in orjson.loads(kept.headings))


def anchors(plain: str, headings: str) -> tuple[tuple[int, str, str], ...]:
    """Where each (stored) heading is in the plain text: (offset, id, text), for those found as a line."""
    found: list[tuple[int, str, str]] = []
    start = 0
    lines = f"\n{plain}\n"
    for heading in orjson.loads(headings):
        at = lines.find(f"\n{heading['text']}\n", start)
        if at >= 0:
            found.append((at, heading["id"], heading["text"]))
            start = at + 1
    return tuple(found)


def of(rendered: Rendered) -> RenderedPage:
    """A rendering that is not stored."""
    return RenderedPage(rendered.html, rendered.headings, rendered.links, rendered.plain)


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Store the revision's rendering, rendering again if its formula setting differs from the space's."""
    keep(session, saved.page.id, saved.revision.id, saved.rendered)
    if saved.rendered.maths != features.has_maths(session, saved.page.space_id):
        enqueue(session, RENDER_JOB, [str(saved.page.id)])


def keep(session: Session, page_id: int, revision_id: int, rendered: Rendered) -> None:
    """Store the rendering of a page's newest revision, replacing the previous one."""
    row = {
        "page_id": page_id,
        "revision_id": revision_id,
        "engine": engine(rendered.maths),
        "html": rendered.html,
        "headings": orjson.dumps([asdict(heading) for heading in rendered.headings]).decode(),
        "links": orjson.dumps([asdict(link) for link in rendered.links]).decode(),
        "plain": rendered.plain,
    }
    upsert(session, Rendering, [row], keys=("page_id",), update={k: v for k, v in row.items() if k != "page_id"})
