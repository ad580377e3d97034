"""Read queries for import runs; each person sees only their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach
from kms.core.errors import NotFound
from kms.core.text import N_
from kms.imports.models import READY, ImportItem, ImportRun
from kms.wiki.models import Space
from kms.wiki.pages import queries as wiki

HIDDEN = N_("This does not exist, or is not visible to you.")


@dataclass(frozen=True)
class TargetPlace:
    """The target of a run's pages, as far as its owner may still read it."""

    space: Space | None
    parent: wiki.PageRow | None


def get_run(session: Session, actor: Actor, run_id: int) -> ImportRun:
    """Return one of the actor's runs. Raises NotFound."""
    run = session.get(ImportRun, run_id)
    if run is None or run.person_id != actor.person_id:
        raise NotFound(HIDDEN)
    return run


def list_runs(session: Session, actor: Actor, limit: int = 10) -> Sequence[ImportRun]:
    """Return the actor's latest runs."""
    query = select(ImportRun).where(ImportRun.person_id == actor.person_id)
    return session.scalars(query.order_by(ImportRun.id.desc()).limit(limit)).all()


def place_of(session: Session, actor: Actor, run: ImportRun) -> TargetPlace:
    """Return the space and the parent page."""
    readable = reach(session, actor)
    query = wiki.readable_spaces(readable).where(Space.id == (run.space_id or 0))
    parent = wiki.find_pages(session, readable, [run.parent_id or 0]).get(run.parent_id or 0)
    return TargetPlace(session.scalars(query).first(), parent)


def writable_spaces(session: Session, actor: Actor) -> Sequence[Space]:
    """Return the spaces the actor may write to, by name."""
    return wiki.list_spaces(session, reach(session, actor, Level.WRITE))


def usual_space(session: Session, actor: Actor) -> int | None:
    """Return the space of the last import, else the first by name; None if the actor may write to none."""
    spaces = [space.id for space in writable_spaces(session, actor)]
    query = select(ImportRun.space_id).where(ImportRun.person_id == actor.person_id, ImportRun.space_id.in_(spaces))
    last = session.scalars(query.order_by(ImportRun.id.desc()).limit(1)).first()
    return last or next(iter(spaces), None)


def items_of(session: Session, run_id: int, kind: str) -> dict[int, tuple[int, int]]:
    """Return what a run created or changed: revisions before and after, by id; of several the first and the last."""
    query = select(ImportItem.item_id, func.min(ImportItem.before), func.max(ImportItem.after))
    query = query.where(ImportItem.run_id == run_id, ImportItem.kind == kind).group_by(ImportItem.item_id)
    return {id: (before, after) for id, before, after in session.execute(query)}


def previews_beyond(session: Session, person_id: int, most: int) -> Sequence[ImportRun]:
    """Return a person's unstarted previews except the latest `most`."""
    query = select(ImportRun).where(ImportRun.person_id == person_id, ImportRun.state == READY)
    return session.scalars(query.order_by(ImportRun.id.desc()).offset(most).limit(1000)).all()
