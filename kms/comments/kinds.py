"""What can be commented on, who follows it, and the kinds of notifications about comments."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from kms.core.text import N_
from kms.notifications.kinds import MAIL, NotificationKind, register_kind

Followers = Callable[[Session, int], set[int]]
_FOLLOWERS: dict[str, Followers] = {}

COMMENT = register_kind(
    NotificationKind("comment", N_("A comment on something of mine or subscribed"), N_("%(who)s commented here"))
)
REPLY = register_kind(
    NotificationKind("comment.reply", N_("An answer in a talk I take part in"), N_("%(who)s answered here"), how=MAIL)
)
HINT = register_kind(NotificationKind("hint", N_("A hint on a page I look after"), N_("%(who)s sent a hint"), how=MAIL))
HINT_DONE = register_kind(
    NotificationKind("hint.done", N_("An answer to a hint I sent"), N_("%(who)s saw to your hint"), how=MAIL)
)


def followed(kind: str, followers: Followers) -> None:
    """Allow comments on this kind of thing: `followers` returns who is notified besides the participants."""
    _FOLLOWERS[kind] = followers


def can_be_commented(kind: str) -> bool:
    """Whether this kind of thing can be commented on."""
    return kind in _FOLLOWERS


def followers_of(session: Session, about: tuple[str, int]) -> set[int]:
    """Return who is notified of comments on this subject."""
    return _FOLLOWERS[about[0]](session, about[1])
