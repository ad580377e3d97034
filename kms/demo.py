"""The demo company: a small German business with its people, spaces, pages and bookmarks, read from `demo_content`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, PersonDraft
from kms.accounts.models import LEAD, MEMBER, Person
from kms.accounts.people import service as people
from kms.bookmarks.inputs import BookmarkDraft
from kms.bookmarks.models import Bookmark
from kms.bookmarks.service import save_bookmark
from kms.core.clock import now
from kms.core.urls import parse_address
from kms.jobs import queue
from kms.links.models import FETCH_JOB, Link
from kms.markup.front_matter import split_front_matter
from kms.markup.render import render
from kms.runtime import Runtime
from kms.sharing import audiences
from kms.signin.passwords import hash_password, hash_where_given
from kms.wiki.models import Page, Revision
from kms.wiki.pages.inputs import PageDraft
from kms.wiki.pages.service import pin
from kms.wiki.revisions.service import create_page
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceDraft

CONTENT = Path(__file__).parent / "demo_content"
PASSWORD = "demo-passwort"


class NotEmpty(Exception):
    """The installation has accounts already; the demo is only installed into an empty one."""


@dataclass(frozen=True)
class PageFile:
    """One page of the demo: `parent` is the file of the parent page, relative to the space's folder."""

    name: str
    parent: str | None
    text: str
    facts: Mapping[str, Any]


def is_empty(runtime: Runtime) -> bool:
    """Whether the installation has no accounts, which the demo requires."""
    with runtime.database.reading() as session:
        return not queries.anyone_exists(session)


def sign_ins(runtime: Runtime) -> list[str]:
    """Return how to sign in to the demo: address, password, user names; empty if this is not the demo."""
    shown = [person for person in company()["people"] if person.get("shown")]
    with runtime.database.reading() as session:
        known = [person for person in shown if queries.find_person(session, person["user_name"])]
    if len(known) < len(shown):
        return []
    lines = [f"  {person['user_name']:<10} {person['name']} – {person['shown']}" for person in known]
    return [f"Sign in to the demo at {runtime.config.url} with the password {PASSWORD} as:", *lines]


def company() -> dict[str, Any]:
    """Return people, groups, spaces and bookmarks of the demo."""
    found: dict[str, Any] = {}
    for name in ("company", "bookmarks"):
        found.update(tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8")))
    return found


def fill(runtime: Runtime) -> None:
    """Create the demo company in one transaction. Raises NotEmpty, without changes, if any account exists."""
    content = company()
    password = hash_password(PASSWORD)
    with runtime.database.transaction() as session:
        if queries.anyone_exists(session):
            raise NotEmpty(str(runtime.config.data))
        _people(session, content, password)
        for space in content["spaces"]:
            _space(session, space)
        for bookmark in content["bookmarks"]:
            _bookmark(session, bookmark)
        session.execute(update(Link).values(fetched_at=now()))
        queue.drop(session, FETCH_JOB)


def _people(session: Session, content: dict[str, Any], password: str) -> None:
    """All share one public password: hashing it once instead of twelve times saves seconds."""
    for entry in content["groups"]:
        groups.create_group(session, GroupDraft(entry["name"], entry.get("description", "")))
    for entry in content["people"]:
        draft = PersonDraft(entry["user_name"], entry["name"], entry.get("email"), "")
        person = people.create_person(
            session, draft, hash_where_given(draft.password), is_admin=entry.get("admin", False)
        )
        session.execute(update(Person).where(Person.id == person.id).values(password=password))
        for role, names in ((MEMBER, entry.get("groups", [])), (LEAD, entry.get("leads", []))):
            for name in names:
                group = queries.find_group(session, name)
                assert group is not None, name
                groups.put_member(session, group.id, person.id, role)


def _space(session: Session, entry: dict[str, Any]) -> None:
    actor = _actor(session, entry["by"])
    audience = audiences.from_names(session, entry["access"])
    spaces.create_space(session, actor, SpaceDraft(entry["name"], entry["slug"], entry["description"], audience))
    made: dict[str, int] = {}
    for file in page_files(CONTENT / "pages" / entry["slug"]):
        author = _actor(session, file.facts.get("by", entry["by"]))
        parent = made[file.parent] if file.parent else None
        tags = tuple(file.facts.get("tags", ()))
        draft = PageDraft(str(file.facts["title"]), file.text, tags, parent)
        page = create_page(session, author, entry["slug"], draft, render(file.text))
        made[file.name] = page.id
        _age(session, page, int(file.facts.get("days_ago", 30)))
        for name in file.facts.get("pinned_by", ()):
            pin(session, _actor(session, name), page.id)


def page_files(folder: Path) -> Iterator[PageFile]:
    """Yield the pages of a space, each after its parent: `x.md`, with its children in the folder `x`."""
    for path in sorted(folder.rglob("*.md"), key=lambda path: (len(path.parts), str(path))):
        text = path.read_text(encoding="utf-8")
        facts, start = split_front_matter(text)
        above = path.parent.with_suffix(".md")
        parent = None if path.parent == folder else str(above.relative_to(folder))
        yield PageFile(str(path.relative_to(folder)), parent, text[start:].lstrip("\n"), facts)


def _age(session: Session, page: Page, days: int) -> None:
    moment = _moment(days, page.id)
    page.created_at = page.updated_at = moment
    session.execute(update(Revision).where(Revision.page_id == page.id).values(created_at=moment))


def _moment(days: int, spread: int) -> datetime:
    """Return a time that many days ago (at least one), within working hours."""
    day = now() - timedelta(days=max(days, 1))
    return day.replace(hour=6 + spread % 9, minute=spread * 7 % 60)


def _bookmark(session: Session, entry: dict[str, Any]) -> None:
    actor = _actor(session, entry["by"])
    audience = audiences.from_names(session, entry.get("access", "everyone"))
    draft = BookmarkDraft(
        parse_address(entry["url"]),
        entry["title"],
        entry.get("description", ""),
        tuple(entry.get("tags", ())),
        audience,
    )
    bookmark, _ = save_bookmark(session, actor, draft)
    moment = _moment(entry.get("days_ago", 60), bookmark.id)
    session.execute(update(Bookmark).where(Bookmark.id == bookmark.id).values(created_at=moment, updated_at=moment))


def _actor(session: Session, user_name: str) -> Actor:
    actor = queries.find_actor(session, user_name)
    assert actor is not None, user_name
    return actor
