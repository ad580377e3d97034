"""Parse and validate input for comments and hints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.comments.rendering import RenderedComment, render_comment
from kms.core.errors import NotFound
from kms.core.inputs import Fields
from kms.core.text import N_

COMMENT_CHARS, HINT_CHARS, ANSWER_CHARS = 10_000, 4_000, 1000
HIDDEN = N_("This does not exist, or is not visible to you.")


@dataclass(frozen=True)
class CommentDraft:
    """A comment to be written or changed."""

    text: RenderedComment
    parent_id: int | None = None

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        source = fields.text("text", COMMENT_CHARS).strip()
        if not source:
            fields.fail("text", N_("Please fill this in."))
        parent_id = fields.number("parent")
        fields.done()
        return cls(render_comment(source), parent_id)


@dataclass(frozen=True)
class HintDraft:
    """A hint to be sent."""

    text: str

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        text = fields.text("text", HINT_CHARS).strip()
        if not text:
            fields.fail("text", N_("Please say in a few words what is wrong."))
        fields.done()
        return cls(text)


@dataclass(frozen=True)
class AnswerDraft:
    """A reply to the sender of a hint; may be empty."""

    text: str

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        text = fields.line("answer", ANSWER_CHARS)
        fields.done()
        return cls(text)


def parse_about(text: str) -> tuple[str, int]:
    """Parse a subject as in URLs: "page:7". Raises NotFound for anything else."""
    kind, _, id = text.partition(":")
    if not (kind and id.isascii() and id.isdecimal() and len(id) < 16):
        raise NotFound(HIDDEN)
    return kind, int(id)
