"""A newly appended revision, as passed to the steps that follow a save."""

from dataclasses import dataclass

from kms.markup.model import Rendered
from kms.wiki.models import Page, Revision


@dataclass(frozen=True)
class SavedRevision:
    """The newest revision of `page` with its rendering; `is_news` if people should be notified."""

    page: Page
    revision: Revision
    rendered: Rendered
    is_news: bool
