"""How each kind of thing that can be found is called and drawn; a kind that is not named here has a plain look."""

from dataclasses import dataclass

from kms.core.text import N_, Message


@dataclass(frozen=True)
class ResultKind:
    """A kind in the interface: its icon, one of it, several of it."""

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
    """The look of a kind; one that is not known is called by its own name."""
    return KINDS.get(name) or ResultKind("search", Message(name), Message(name))
