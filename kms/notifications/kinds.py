"""The kinds of notifications with their texts; each slice registers its own."""

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
    """`label` names it in the preferences; `says` is the text in the list, with a placeholder %(who)s if somebody did
    it. `how` is the default preference. A kind that folds has one unread notification per thing, with a count. `wait`
    is how long an email is delayed to collect more of them."""

    name: str
    label: Message
    says: Message
    how: str = HERE
    folds: bool = False
    wait: timedelta = timedelta(minutes=1)


KINDS: dict[str, NotificationKind] = {}


def register_kind(kind: NotificationKind) -> NotificationKind:
    """Register a kind; once, at import time."""
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
