"""What people can be told of: every kind of notice with its words; a slice registers its own where it tells."""

from dataclasses import dataclass
from datetime import timedelta

from kms.core.text import N_, Message

MAIL, DAILY, HERE, NONE = "mail", "daily", "here", "none"
WAYS = {
    HERE: N_("Here only"),
    MAIL: N_("Here and by mail"),
    DAILY: N_("Here and in the daily mail"),
    NONE: N_("Not at all"),
}


@dataclass(frozen=True)
class NotificationKind:
    """`label` names it among the choices; `says` is the line on the list, with a place %(who)s where somebody did it.

    `how` holds until the person chooses. A kind that folds has one unread notice a thing, with a count, however often
    it happens. `wait` is how long a mail waits for more of the same.
    """

    name: str
    label: Message
    says: Message
    how: str = HERE
    folds: bool = False
    wait: timedelta = timedelta(minutes=1)


KINDS: dict[str, NotificationKind] = {}


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Make a kind known; at import, once."""
    KINDS[kind.name] = kind
    return kind


PAGE_SAVED = register_kind(
    NotificationKind(
        "page.saved",
        N_("A subscribed page was changed"),
        N_("%(who)s changed this page"),
        folds=True,
        wait=timedelta(minutes=15),
    )
)
PAGE_NEW = register_kind(
    NotificationKind(
        "page.new",
        N_("A new page in what is subscribed"),
        N_("%(who)s wrote this new page"),
        wait=timedelta(minutes=15),
    )
)
MENTION = register_kind(
    NotificationKind(
        "mention", N_("I am mentioned"), N_("%(who)s mentioned you here"), how=MAIL, wait=timedelta(minutes=2)
    )
)
