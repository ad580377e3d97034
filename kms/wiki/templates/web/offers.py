"""The starting text of a new page in a request: the chosen template, filled in for the current person."""

from dataclasses import dataclass, replace

from flask import request
from flask_babel import get_locale, gettext

from kms.core.clock import day_of, now
from kms.web.identity import actor, my_reach
from kms.web.request_data import number
from kms.web.transaction import reading
from kms.wiki.agenda import items
from kms.wiki.drafting.editor_state import EditorRequest
from kms.wiki.models import Space
from kms.wiki.pages import queries
from kms.wiki.pages.inputs import NAME, PageDraft
from kms.wiki.pages.queries import PageRow
from kms.wiki.templates import service as templates
from kms.wiki.templates.service import Template
from kms.wiki.templates.variables import Occasion, fill_title


@dataclass(frozen=True)
class TemplateOffers:
    """The templates for a new page."""

    own: list[PageRow]
    built_in: tuple[Template, ...]

    def key_of(self, page: PageRow) -> str:
        """The key of the template for use in a new page."""
        return templates.key_of(page)

    def name_of(self, key: str) -> str:
        """The name of a template; empty if there is none."""
        pages = {templates.key_of(page): page.title for page in self.own}
        return pages.get(key) or next((offer.name for offer in self.built_in if offer.key == key), "")


def offers(space: Space | None = None, in_language: str = "") -> TemplateOffers:
    """The templates for the current person, in their or the given language; a space's own templates come first."""
    return TemplateOffers(templates.own(reading(), my_reach(), space), templates.built_in(in_language or language()))


def language() -> str:
    """The language of the current person."""
    return str(get_locale())


def occasion(space: Space, in_language: str = "") -> Occasion:
    """The values of a template's variables here and now."""
    who = actor()
    return Occasion(in_language or language(), day_of(now()), who.name or who.user_name, who.user_name, space.name)


def starting_text(space: Space, wish: EditorRequest) -> EditorRequest:
    """The request, completed with the starting text of its template or of the space's own."""
    key = request.args.get("template", space.template)[:NAME]
    found = templates.find(reading(), my_reach(), key, language())
    if found is None:
        return replace(wish, begin=(wish.title, ""))
    meeting = _find_meeting() if found.pattern == items.MINUTES else None
    if meeting is not None:
        begin = _minutes_of(meeting, found, space, wish.title)
        # titled, so that other pending minutes keep their own drafts
        return replace(wish, template=found.key, title=begin[0], begin=begin)
    return replace(wish, template=found.key, begin=templates.filled(found, occasion(space), wish.title))


def _find_meeting() -> PageRow | None:
    """The agenda that the minutes are made from."""
    page_id = number("agenda")
    return queries.find_pages(reading(), my_reach(), [page_id]).get(page_id) if page_id else None


def _minutes_of(meeting: PageRow, template: Template, space: Space, title: str) -> tuple[str, str]:
    session = reading()
    _, text = templates.filled(template, occasion(space))
    link = items.link_to(session, my_reach(), meeting, space.slug)
    linked = gettext("Agenda: %(link)s", link=link)
    whole = items.minutes_text(text, queries.get_head(session, meeting).text, linked)
    return title or gettext("Minutes: %(title)s", title=meeting.title), whole


def ended(space: Space, draft: PageDraft) -> tuple[PageDraft, str]:
    """Finish a page started from a template: fill in its title and remove unused placeholders; also returns the
    pattern."""
    found = templates.find(reading(), my_reach(), draft.template, language())
    if found is None:
        return draft, ""
    here = occasion(space)
    text = templates.without_unused(fill_title(draft.text, draft.title), found, here)
    if found.pattern == items.MINUTES:
        text = templates.without_empty(text, found, here)
    return replace(draft, text=text), found.pattern


def begun(space: str, draft: PageDraft, in_language: str) -> tuple[PageDraft, str]:
    """A page created by a program from a template; filled in if the program sends no text of its own."""
    found = templates.find(reading(), my_reach(), draft.template, in_language)
    if found is None:
        return draft, ""
    if draft.text:
        return draft, found.pattern
    here = occasion(queries.get_space(reading(), my_reach(), space), in_language)
    return replace(draft, text=templates.filled(found, here, draft.title)[1]), found.pattern
