"""Registers the web addresses and network paths that a page cites as its sources."""

from sqlalchemy.orm import Session

from kms.core.errors import Invalid
from kms.core.urls import Address, parse_address
from kms.links.service import cite
from kms.markup.model import MarkdownLink
from kms.wiki.pages.saved_revision import SavedRevision


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Make the addresses cited in the text the sources of the page."""
    cite(session, "page", saved.page.id, sources(saved.rendered.links))


def sources(links: tuple[MarkdownLink, ...]) -> list[Address]:
    """The web addresses and network paths that a text cites."""
    found: dict[str, Address] = {}
    for link in links:
        if link.kind in ("web", "path"):
            try:
                address = parse_address(link.target)
            except Invalid:
                continue
            found.setdefault(address.key, address)
    return list(found.values())
