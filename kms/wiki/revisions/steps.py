"""The steps that follow every saved revision, in the order of kms/wiki/wiring.py."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from kms.wiki.pages.saved_revision import SavedRevision

Step = Callable[[Session, SavedRevision], None]

_steps: list[Step] = []


def install(steps: Sequence[Step]) -> None:
    """Set the steps, once per process, before anything is saved."""
    _steps[:] = steps


def take(session: Session, saved: SavedRevision) -> None:
    """Run every step, in the transaction that appended the revision."""
    if not _steps:
        raise RuntimeError("no steps: kms.wiki.wiring.install() was not called")
    for step in _steps:
        step(session, saved)
