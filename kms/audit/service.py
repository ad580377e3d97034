"""Write the audit log: changes to the installation, accounts and groups; never what anyone reads or writes."""

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
    """Add an audit log entry; `whom` and `group` are the person and group concerned; without an actor it was done by a
    command on the server. Raises ValueError for an unknown kind."""
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
    """Store the name of a group about to be deleted in its entries."""
    session.flush()
    session.execute(update(AuditEntry).where(AuditEntry.group_id == group_id).values(about=name[:300]))


def forget_old(session: Session) -> None:
    """Delete entries older than one year."""
    session.execute(delete(AuditEntry).where(AuditEntry.at < now() - KEPT))
