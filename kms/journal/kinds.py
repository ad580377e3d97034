"""The deeds that are written down, and their words."""

from kms.core.text import N_, Message
from kms.journal.models import Entry

KINDS: dict[str, Message] = {
    "settings": N_("changed settings: %(about)s"),
    "backup.asked": N_("asked for a backup"),
    "backup.downloaded": N_("downloaded the backup %(about)s"),
    "backup.removed": N_("threw the backup %(about)s away"),
    "backup.restored": N_("asked to bring back the backup %(about)s"),
}


def say(entry: Entry) -> Message:
    """What was done, in words; a kind of another version says its name."""
    known = KINDS.get(entry.kind)
    return Message(known.id, {"about": entry.about}) if known else Message(entry.kind)
