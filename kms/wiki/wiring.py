"""What each package of the wiki adds to a saved revision, in this order."""

from kms.wiki.files import adoption
from kms.wiki.following import change_notifications
from kms.wiki.links import citations, page_links
from kms.wiki.pages import rendering, tags
from kms.wiki.revisions import steps
from kms.wiki.todos import mentions

AFTER_REVISION: tuple[steps.Step, ...] = (
    mentions.after_revision,  # compares with the rendering that the next step replaces
    rendering.after_revision,
    page_links.after_revision,
    citations.after_revision,
    tags.after_revision,
    adoption.after_revision,
    change_notifications.after_revision,
)


def install() -> None:
    """Set the steps, once in every process that saves pages."""
    steps.install(AFTER_REVISION)
