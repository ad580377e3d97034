"""Label and icon of each searchable kind; kinds that are not listed here get a default."""

from dataclasses import dataclass

from kms.core.text import N_, Message


@dataclass(frozen=True)
class ResultKind:
    """Display of a kind: its icon, singular and plural."""

    icon: str
    one: Message
    many: Message


KINDS = {
    "page": ResultKind("file-text", N_("Page"), N_("Pages")),
    "bookmark": ResultKind("bookmark", N_("Bookmark"), N_("Bookmarks")),
    "file": ResultKind("paperclip", N_("File"), N_("Files")),
    "comment": ResultKind("message-circle", N_("Comment"), N_("Comments")),
    "person": ResultKind("user", N_("Person"), N_("People")),
    "group": ResultKind("users", N_("Group"), N_("Groups")),
    "tag": ResultKind("tag", N_("Tag"), N_("Tags")),
    "space": ResultKind("folder", N_("Space"), N_("Spaces")),
    "desk": ResultKind("inbox", N_("Request"), N_("Requests")),
}


def kind_of(name: str) -> ResultKind:
    """Return the display of a kind; an unknown one is labelled with its own name."""
    return KINDS.get(name) or ResultKind("search", Message(name), Message(name))
