"""Parse and validate input for comments and hints."""

from dataclasses import dataclass
from typing import Any

from kms.comments.rendering import RenderedComment, render_comment
from kms.core.bodies import Body, declare, flag, line, number, optional, rule_in
from kms.core.errors import NotFound
from kms.core.inputs import Fields
from kms.core.text import N_, Message

COMMENT_CHARS, HINT_CHARS, ANSWER_CHARS = 10_000, 4_000, 1000
HIDDEN = N_("This does not exist, or is not visible to you.")


def _words(limit: int, empty: Message) -> Any:
    """Several lines that say something."""

    def read(sent: Fields, key: str) -> str:
        text = sent.text(key, limit).strip()
        if not text:
            sent.fail(key, empty)
        return text

    return declare(read, {"type": "string", "maxLength": limit}, required=True)


def _comment_text() -> Any:
    """The text of a comment, rendered."""
    rule = rule_in(_words(COMMENT_CHARS, N_("Please fill this in.")))
    return declare(lambda sent, key: render_comment(rule.read(sent, key)), rule.schema, required=True)


@dataclass(frozen=True)
class CommentDraft(Body):
    """A comment to be written or changed."""

    text: RenderedComment = _comment_text()
    parent_id: int | None = number(name="parent")


def _about() -> Any:
    schema = {"type": "string", "maxLength": 60, "pattern": "^[^:]+:[0-9]{1,15}$"}
    return declare(lambda sent, key: parse_about(sent.line(key, 60)), schema, required=True)


@dataclass(frozen=True, kw_only=True)
class CommentInput(CommentDraft):
    """A comment to be written; `about` names its subject, such as "page:7" or "bookmark:12"."""

    about: tuple[str, int] = _about()


@dataclass(frozen=True)
class CommentChange(Body):
    """Changes to a comment; missing fields are unchanged."""

    text: RenderedComment | None = optional(_comment_text())
    resolved: bool | None = optional(flag())


@dataclass(frozen=True)
class HintDraft(Body):
    """A hint to be sent."""

    text: str = _words(HINT_CHARS, N_("Please say in a few words what is wrong."))


@dataclass(frozen=True)
class AnswerDraft(Body):
    """A reply to the sender of a hint; may be empty."""

    text: str = line(ANSWER_CHARS, name="answer")


def parse_about(text: str) -> tuple[str, int]:
    """Parse a subject as in URLs: "page:7". Raises NotFound for anything else."""
    kind, _, id = text.partition(":")
    if not (kind and id.isascii() and id.isdecimal() and len(id) < 16):
        raise NotFound(HIDDEN)
    return kind, int(id)
