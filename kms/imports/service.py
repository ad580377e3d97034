"""Use cases of imports: create a run, set its target, start, discard or undo it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.errors import Conflict, Forbidden, Invalid
from kms.core.text import N_
from kms.imports import queries
from kms.imports.inputs import ImportTarget
from kms.imports.models import (
    DONE,
    FAILED,
    LOOK_JOB,
    LOOKING,
    READY,
    RUN_JOB,
    RUNNING,
    UNDO_JOB,
    UNDOING,
    WORKING,
    ImportItem,
    ImportRun,
)
from kms.jobs.queue import enqueue
from kms.sharing import audiences
from kms.wiki.pages import queries as wiki

AT_ONCE = 5


def begin(
    session: Session, actor: Actor, files: Sequence[tuple[str, int]], to: ImportTarget, *, starts: bool
) -> ImportRun:
    """Create a run over these files, given with their sizes; with `starts` it continues after the preview by itself.
    Only the latest five unstarted previews are kept. Raises Invalid, NotFound or Forbidden for a target the actor may
    not write to."""
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    if not files:
        raise Invalid({"files": N_("Please choose a file.")})
    for old in queries.previews_beyond(session, actor.person_id, AT_ONCE - 1):
        session.delete(old)
    run = ImportRun(person_id=actor.person_id, files=[list(file) for file in files], starts=starts, audience="")
    _aim(session, actor, run, to)
    session.add(run)
    session.flush()
    enqueue(session, LOOK_JOB, [str(run.id)])
    return run


def set_target(session: Session, actor: Actor, run_id: int, to: ImportTarget) -> bool:
    """Change the target of a run's pages or the audience of its bookmarks; unless unchanged, a new preview is made.
    Returns whether anything changed."""
    run = _get(session, actor, run_id, READY)
    before = (run.space_id, run.parent_id, run.audience)
    _aim(session, actor, run, to)
    if before == (run.space_id, run.parent_id, run.audience):
        return False
    run.state, run.plan = LOOKING, ""
    enqueue(session, LOOK_JOB, [str(run.id)])
    return True


def start(session: Session, actor: Actor, run_id: int) -> None:
    """Execute the run as previewed."""
    run = _get(session, actor, run_id, READY)
    run.state, run.done, run.total = RUNNING, 0, 0
    enqueue(session, RUN_JOB, [str(run.id)])


def drop(session: Session, actor: Actor, run_id: int) -> None:
    """Discard a run that has not been started."""
    session.delete(_get(session, actor, run_id, READY, FAILED))


def undo(session: Session, actor: Actor, run_id: int) -> None:
    """Undo what a run created or changed, unless it was edited since."""
    run = _get(session, actor, run_id, DONE)
    run.state = UNDOING
    enqueue(session, UNDO_JOB, [str(run.id)])


def note(session: Session, run_id: int, kind: str, id: int, before: int, after: int) -> None:
    """Record that the run created or changed this item; called in the same transaction."""
    session.add(ImportItem(run_id=run_id, kind=kind, item_id=id, before=before, after=after))


def _get(session: Session, actor: Actor, run_id: int, *states: str) -> ImportRun:
    run = queries.get_run(session, actor, run_id)
    if run.state in states:
        return run
    if run.state in WORKING:
        raise Conflict(N_("This import is being worked on. Please wait a moment."))
    raise Conflict(N_("This import is finished already."))


def _aim(session: Session, actor: Actor, run: ImportRun, to: ImportTarget) -> None:
    audiences.check(session, actor, to.audience)
    run.audience = to.audience
    if to.parent_id is not None and not to.space:
        to = ImportTarget(wiki.get_page(session, reach(session, actor), to.parent_id).space, to.parent_id, to.audience)
    if not to.space:
        run.space_id, run.parent_id = queries.usual_space(session, actor), None
        return
    space = wiki.get_space(session, reach(session, actor), to.space)
    require(session, actor, space, Level.WRITE)
    run.space_id, run.parent_id = space.id, None
    if to.parent_id is not None:
        parent = wiki.get_page(session, reach(session, actor), to.parent_id)
        if parent.space_id != space.id:
            raise Invalid({"parent": N_("The page above does not exist in this space.")})
        require(session, actor, parent, Level.WRITE)
        run.parent_id = parent.id
