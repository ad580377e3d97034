"""Notify leads when somebody who does not lead their group adds or removes members."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import LEAD, Membership, Person
from kms.audit.models import AuditEntry
from kms.core.db import Database
from kms.core.text import N_
from kms.notifications.kinds import NotificationKind, register_kind
from kms.notifications.service import notify

ADDED = register_kind(
    NotificationKind(
        "group.added",
        N_("Somebody else adds people to a group that I lead"),
        N_("%(who)s added people to this group"),
        folds=True,
    )
)
REMOVED = register_kind(
    NotificationKind(
        "group.removed",
        N_("Somebody else removes people from a group that I lead"),
        N_("%(who)s removed people from this group"),
        folds=True,
    )
)
_KINDS = {"member.added": ADDED, "member.removed": REMOVED}


def notify_leads(database: Database, entry_ids: list[int]) -> None:
    """Notify the leads of the groups that these audit log entries concern."""
    for entry_id in entry_ids:
        with database.transaction() as session:
            entry = session.get(AuditEntry, entry_id)
            if entry is not None and entry.group_id is not None and entry.kind in _KINDS:
                _notify(session, entry, entry.group_id)


def _notify(session: Session, entry: AuditEntry, group_id: int) -> None:
    """Leads are not notified of other leads' actions, of changes to themselves, or of changes before they joined.
    Commands on the server only fill new groups."""
    query = select(Membership.person_id, Person.password).join(Person, Person.id == Membership.person_id)
    rows = session.execute(query.where(Membership.group_id == group_id, Membership.role == LEAD))
    leads = {row.person_id: row.password for row in rows}
    if entry.person_id not in leads and not entry.by_server:
        whom = session.get(Person, entry.whom_id) if entry.whom_id else None
        notify(
            session,
            {id for id, password in leads.items() if password is not None} - {entry.whom_id},
            _KINDS[entry.kind].name,
            ("group", group_id),
            entry.person_id,
            whom.name if whom else "",
        )
