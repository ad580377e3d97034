"""User-facing reasons why the text of a file is missing or incomplete."""

from kms.core.text import N_, Message

REASONS = {
    "": N_("The text of this file has not been read yet. That takes a moment."),
    "cut": N_("This file is long; only the beginning of its text was read."),
    "encrypted": N_("This file is locked with a password, so its text cannot be read."),
    "kind": N_("Files of this kind have no text that can be read here."),
    "empty": N_("There is no text in this file; it may be a scan."),
    "damaged": N_("This file is damaged, so its text could not be read."),
    "hostile": N_("This file is not what it should be, so its text was not read."),
    "memory": N_("Reading this file took too much memory."),
    "time": N_("Reading this file took too long."),
    "died": N_("Reading this file failed."),
    "missing": N_("The content of this file is not on the disk of the server."),
}


def say(state: str, reason: str) -> Message | None:
    """Return the message to show with the text or instead of it; None if all of it was read."""
    if state == "text" and not reason:
        return None
    return REASONS.get(reason) or REASONS["died"]
