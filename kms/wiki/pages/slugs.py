"""The slug of a page, which must not equal the name of one of the page's views."""

from kms.core.text import fold_key, slugify
from kms.wiki.models import Page

VIEWS = frozenset(
    (
        "access",
        "compare",
        "edit",
        "editing",
        "hints",
        "history",
        "label",
        "move",
        "pin",
        "poster",
        "resolve",
        "responsible",
        "revisions",
        "share",
        "suggest",
        "template",
        "trash",
        "unpin",
        "untrash",
    )
)


def page_slug(title: str) -> str:
    """The slug of a page of this title.

    >>> page_slug("Prüfung der Leitern"), page_slug("Edit")
    ('pruefung-der-leitern', 'edit-page')
    """
    slug = slugify(title)
    return f"{slug}-page" if slug in VIEWS else slug


def retitle(page: Page, title: str) -> None:
    """Set the page's title, with its lookup key and its slug."""
    if title != page.title:
        page.title, page.title_key, page.slug = title, fold_key(title), page_slug(title)
