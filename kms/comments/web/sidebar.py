"""The comments next to an object, for the pages that show it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from kms.comments import queries
from kms.comments.queries import HintRow, Thing, Thread
from kms.web.identity import actor, cached
from kms.web.transaction import reading


@dataclass(frozen=True)
class CommentSidebar:
    """Template context: `about` identifies the subject as in URLs, `mine` are the hints sent by the reader."""

    about: str
    threads: Sequence[Thread]
    can_resolve: bool
    open_hints: int
    mine: Sequence[HintRow]

    @property
    def count(self) -> int:
        return sum(thread.count for thread in self.threads)

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.first.resolved_at is None]

    @property
    def resolved(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.first.resolved_at is not None]


def key_of(about: Thing) -> Hashable:
    """Return the cache key of page pieces that contain comments: the reader, if there are any."""
    talked = cached(("talked about", about), lambda: queries.is_talked_about(reading(), about))
    return actor().person_id if talked else None


def sidebar_of(about: Thing, can_write: bool) -> CommentSidebar:
    """Return the comments on a subject that was found readable."""
    session = reading()
    return CommentSidebar(
        f"{about[0]}:{about[1]}",
        queries.threads(session, about),
        can_write,
        queries.count_open(session, about) if can_write else 0,
        queries.hints_by(session, actor().person_id, about),
    )
