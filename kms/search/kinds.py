"""How each kind of thing that can be found is called and drawn; a kind that is not named here has a plain look."""

from dataclasses import dataclass

from kms.core.text import N_, Message


@dataclass(frozen=True)
class Kind:
    """A kind in the interface: its icon, one of it, several of it."""

    icon: str
    one: Message
    many: Message


KINDS = {
    "page": Kind("file-text", N_("Page"), N_("Pages")),
    "bookmark": Kind("bookmark", N_("Bookmark"), N_("Bookmarks")),
    "file": Kind("paperclip", N_("File"), N_("Files")),
    "comment": Kind("message-circle", N_("Comment"), N_("Comments")),
    "person": Kind("user", N_("Person"), N_("People")),
    "group": Kind("users", N_("Group"), N_("Groups")),
    "tag": Kind("tag", N_("Tag"), N_("Tags")),
    "space": Kind("folder", N_("Space"), N_("Spaces")),
    "desk": Kind("inbox", N_("Request"), N_("Requests")),
}


def kind_of(name: str) -> Kind:
    """The look of a kind; one that is not known is called by its own name."""
    return KINDS.get(name) or Kind("search", Message(name), Message(name))
