"""A revision that was just appended, as what follows from it needs it."""

from dataclasses import dataclass

from kms.markup.model import Rendered
from kms.wiki.models import Page, Revision


@dataclass(frozen=True)
class SavedRevision:
    """The newest revision of `page` with its rendering; `is_news` where people hear of it."""

    page: Page
    revision: Revision
    rendered: Rendered
    is_news: bool
