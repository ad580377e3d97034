"""The kinds of audit log entries, and their texts."""

from kms.audit.models import AuditEntry
from kms.core.text import N_, Message

KINDS: dict[str, Message] = {
    "settings": N_("changed settings: %(about)s"),
    "backup.asked": N_("asked for a backup"),
    "backup.downloaded": N_("downloaded the backup %(about)s"),
    "backup.removed": N_("threw the backup %(about)s away"),
    "backup.restored": N_("asked to bring back the backup %(about)s"),
    "person.added": N_("took %(whom)s in"),
    "person.changed": N_("changed name, user name or e-mail address of %(whom)s"),
    "person.code": N_("made a new start code for %(whom)s"),
    "person.key": N_("made an API key in the name of %(whom)s"),
    "person.signed_out": N_("signed %(whom)s out everywhere"),
    "person.suspended": N_("suspended %(whom)s"),
    "person.resumed": N_("let %(whom)s sign in again"),
    "person.admin": N_("made %(whom)s an administrator"),
    "person.no_admin": N_("took the administration from %(whom)s"),
    "person.role": N_("gave %(whom)s the people role"),
    "person.no_role": N_("took the people role from %(whom)s"),
    "request.accepted": N_("accepted the request of %(whom)s for an account"),
    "request.declined": N_("declined a request for an account"),
    "group.added": N_("made the group %(group)s"),
    "group.changed": N_("changed name or description of the group %(group)s"),
    "group.removed": N_("removed the group %(about)s"),
    "member.added": N_("let %(whom)s into the group %(group)s"),
    "member.removed": N_("took %(whom)s out of the group %(group)s"),
    "member.left": N_("left the group %(group)s"),
    "member.lead": N_("made %(whom)s a lead of the group %(group)s"),
    "member.no_lead": N_("made %(whom)s a member, no longer a lead, of the group %(group)s"),
}


def say(entry: AuditEntry, whom: str, group: str) -> Message:
    """Return the text of an entry, with current names; for a kind of another version, its name."""
    known = KINDS.get(entry.kind)
    if known is None:
        return Message(entry.kind)
    return Message(known.id, {"about": entry.about, "whom": whom, "group": group})
