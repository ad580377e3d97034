"""The slow work before a page is saved: merging with other people's changes, rendering, repairing links."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.errors import Conflict, Invalid
from kms.core.text import N_, fold_key
from kms.markup.render import render
from kms.markup.sections import find_section, splice
from kms.wiki.comparing.line_ends import with_ends_of
from kms.wiki.comparing.merge import MergeResult, three_way
from kms.wiki.links.repair import plan_rename, with_own_links
from kms.wiki.models import Revision
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import SUMMARY, PageEdit, unix_lines
from kms.wiki.pages.queries import PageRow
from kms.wiki.revisions.prepared import PreparedEdit


class EditConflict(Conflict):
    """Both sides changed the same lines, so nothing is stored; carries all three texts and the attempted merge.

    `title` and `tags` are already merged: what only one side changed takes that side's value, otherwise mine.
    """

    def __init__(
        self, base: Revision, theirs: Revision, mine: PageEdit, merge: MergeResult, others: tuple[str, ...]
    ) -> None:
        super().__init__(N_("Somebody else changed the same passage since you opened the page."))
        self.base, self.theirs, self.mine = base.text, theirs.text, mine.text
        self.base_revision, self.revision = base.number, theirs.number
        self.title, self.tags = _title(base, theirs, mine), _tags(base, theirs.tags, mine)
        self.merge, self.others = merge, others


@dataclass(frozen=True)
class EditedPage:
    """An edit with the page as it was found and its base revision."""

    page: PageRow
    base: Revision
    edit: PageEdit


def edited_page(session: Session, page: PageRow, edit: PageEdit) -> EditedPage:
    """The edit with its base revision. Raises NotFound if the page has no such revision."""
    return EditedPage(page, queries.get_revision(session, page, edit.base), edit)


def as_typed(session: Session, page: PageRow, edit: PageEdit) -> EditedPage:
    """The whole-page edit that a submitted form of a page or section stands for.

    Browsers send CRLF whatever was typed (HTML, form submission): the text gets the line endings of its base.
    """
    base = queries.get_revision(session, page, edit.base)
    edit = _whole(page, base, replace(edit, text=unix_lines(edit.text)))
    return EditedPage(page, base, replace(edit, text=with_ends_of(base.text, unix_lines(edit.text))))


def prepare(session: Session, actor: Actor, page_id: int, edit: PageEdit) -> PreparedEdit:
    """Like `prepare_on`, for a page that has not been read yet."""
    page = queries.get_page(session, reach(session, actor), page_id)
    return prepare_on(session, actor, edited_page(session, page, edit))


def prepare_on(session: Session, actor: Actor, edited: EditedPage) -> PreparedEdit:
    """Merge the edit with what was saved since its base, and render it.

    Raises Forbidden, and EditConflict if the two cannot be merged by line.
    """
    page, base = edited.page, edited.base
    require(session, actor, page, Level.WRITE)
    head = base if base.id == page.head_id else queries.get_head(session, page)
    edit = _whole(page, base, edited.edit)
    others = () if base is head else queries.authors_since(session, page, base.number, actor.person_id)
    text = edit.text if base is head else _merged(base, head, edit, others)
    present = tuple(queries.tags_of(session, [page.id])[page.id])
    title, tags = _title(base, head, edit), _tags(base, present, edit)
    unchanged = text == head.text and title == head.title and set(tags) == set(present)
    renamed = fold_key(title) != fold_key(head.title)
    merged = base is not head and text != edit.text
    if renamed:
        text = with_own_links(session, reach(session, actor), page.id, title, text)
    return PreparedEdit(
        head_id=head.id,
        title=title,
        text=text,
        tags=tags,
        summary=edit.summary,
        rendered=render(text, page.maths),
        unchanged=unchanged,
        merged=merged,
        others=others,
        repairs=plan_rename(session, page.id, title) if renamed else [],
    )


def prepare_text(session: Session, page: PageRow, head: Revision, text: str, summary: str) -> PreparedEdit:
    """A new text for a page whose newest revision is `head`; title and tags are unchanged."""
    return PreparedEdit(
        head_id=head.id,
        title=head.title,
        text=text,
        tags=tuple(queries.tags_of(session, [page.id])[page.id]),
        summary=summary[:SUMMARY],
        rendered=render(text, page.maths),
        unchanged=text == head.text,
        merged=False,
    )


def conflict(base: Revision, theirs: Revision, mine: PageEdit, others: tuple[str, ...]) -> EditConflict:
    """The conflict between two revisions of a page and `mine`, which is based on the first."""
    return EditConflict(base, theirs, mine, three_way(base.text, theirs.text, mine.text), others)


def _whole(page: PageRow, base: Revision, edit: PageEdit) -> PageEdit:
    """Insert an edited section into the text it was taken from. Raises Invalid if that has no such section."""
    if not edit.section:
        return edit
    section = find_section(base.text, edit.section, page.maths)
    if section is None:
        raise Invalid({"section": N_("The page has no such section.")})
    return replace(edit, text=splice(base.text, section, edit.text), section="")


def _merged(base: Revision, head: Revision, mine: PageEdit, others: tuple[str, ...]) -> str:
    found = conflict(base, head, mine, others)
    if found.merge.text is None:
        raise found
    return found.merge.text


def _title(base: Revision, head: Revision, edit: PageEdit) -> str:
    return head.title if edit.title is None or edit.title == base.title else edit.title


def _tags(base: Revision, present: Sequence[str], edit: PageEdit) -> tuple[str, ...]:
    return tuple(present) if edit.tags is None or set(edit.tags) == set(base.tags) else edit.tags
