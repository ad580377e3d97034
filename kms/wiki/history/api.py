"""Revisions, backlinks and attachments of a page over the API."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from kms.web.identity import my_reach
from kms.web.request_data import page_size
from kms.web.transaction import reading
from kms.wiki.api_routes import routes
from kms.wiki.files import service as files
from kms.wiki.links import resolving
from kms.wiki.pages import queries
from kms.wiki.reading.api import PageList, entries


@dataclass(frozen=True)
class RevisionEntry:
    """A revision in a list, without its text."""

    number: int
    title: str
    summary: str
    author: str | None
    created_at: datetime


@dataclass(frozen=True)
class RevisionList:
    """A page of revisions, newest first."""

    items: list[RevisionEntry]
    next: str | None


@dataclass(frozen=True)
class RevisionJson:
    """A revision with its text."""

    number: int
    title: str
    text: str
    tags: list[str]
    summary: str
    created_at: datetime


@dataclass(frozen=True)
class AttachmentJson:
    """An attachment of a page."""

    id: int
    name: str
    size: int
    mime: str
    url: str
    open_url: str | None


@dataclass(frozen=True)
class AttachmentList:
    """The attachments of a page."""

    items: list[AttachmentJson]


@routes.operation("GET", "/pages/<int:page_id>/revisions", who="read", gives=RevisionList, query=("limit", "cursor"))
def list_revisions(page_id: int) -> RevisionList:
    """List the revisions of a page, newest first."""
    page = queries.get_page(reading(), my_reach(), page_id)
    found = queries.list_revisions(reading(), page, request.args.get("cursor"), page_size())
    rows = [RevisionEntry(row.number, row.title, row.summary, row.author, row.created_at) for row in found.items]
    return RevisionList(rows, found.next)


@routes.operation("GET", "/pages/<int:page_id>/revisions/<int:number>", who="read", gives=RevisionJson)
def get_revision(page_id: int, number: int) -> RevisionJson:
    """Get one revision of a page."""
    page = queries.get_page(reading(), my_reach(), page_id)
    row = queries.get_revision(reading(), page, number)
    return RevisionJson(row.number, row.title, row.text, list(row.tags), row.summary, row.created_at)


@routes.operation("GET", "/pages/<int:page_id>/backlinks", who="read", gives=PageList)
def list_backlinks(page_id: int) -> PageList:
    """List the pages that link to this page."""
    page = queries.get_page(reading(), my_reach(), page_id)
    return PageList(entries(resolving.backlinks(reading(), my_reach(), page)), None)


@routes.operation("GET", "/pages/<int:page_id>/attachments", who="read", gives=AttachmentList)
def list_attachments(page_id: int) -> AttachmentList:
    """List the attachments of a page."""
    page = queries.get_page(reading(), my_reach(), page_id)
    rows = files.files_of(reading(), page)
    return AttachmentList(
        [AttachmentJson(row.id, row.name, row.size, row.mime, row.address, row.opened) for row in rows]
    )
