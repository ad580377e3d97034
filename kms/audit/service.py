"""Writing down what people do with the installation, with others' accounts and with groups: never what anybody reads,
searches or writes in it."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.audit.kinds import KINDS
from kms.audit.models import AuditEntry
from kms.core.clock import now

KEPT = timedelta(days=365)


def record(
    session: Session,
    actor: Actor | None,
    kind: str,
    about: str = "",
    *,
    whom: int | None = None,
    group: int | None = None,
) -> None:
    """Write a deed down: to whom it was done, in which group; without an actor it was done on the server, by command.
    Raises ValueError for a kind without words."""
    if kind not in KINDS:
        raise ValueError(kind)
    session.add(
        AuditEntry(
            person_id=actor.person_id if actor else None,
            kind=kind,
            about=about[:300],
            whom_id=whom,
            group_id=group,
            by_server=actor is None,
        )
    )


def keep_group_name(session: Session, group_id: int, name: str) -> None:
    """A group goes: what was noted of it still says which one it was."""
    session.flush()
    session.execute(update(AuditEntry).where(AuditEntry.group_id == group_id).values(about=name[:300]))


def forget_old(session: Session) -> None:
    """Remove entries past their time: one year."""
    session.execute(delete(AuditEntry).where(AuditEntry.at < now() - KEPT))
