"""Creates things for tests in one line each: an installation, people, pages and bookmarks."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS, Actor, Level
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, PersonDraft
from kms.accounts.models import LEAD, MEMBER
from kms.accounts.people import service as people
from kms.bookmarks.inputs import BookmarkDraft
from kms.bookmarks.service import save_bookmark
from kms.config import Config
from kms.core.urls import parse_address
from kms.markup.render import render
from kms.runtime import Runtime
from kms.sharing.shareable import SharingChange
from kms.signin.inputs import TokenDraft
from kms.signin.keys import create_token
from kms.signin.passwords import hash_where_given
from kms.upgrade import upgrade
from kms.wiki.pages.inputs import PageDraft
from kms.wiki.revisions.service import create_page
from kms.wiki.sharing.service import SharedSpace
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceDraft

PASSWORD = "correct horse battery"
CAST = ("ana", "ben", "cleo", "lena", "root")


def runtime(data: Path, **settings: object) -> Runtime:
    """An empty installation in `data`, its database at the newest schema."""
    data.mkdir(parents=True, exist_ok=True)
    made = Runtime.from_config(Config(data=data, **settings))  # type: ignore[arg-type]
    upgrade(made.database)
    return made


def person(session: Session, name: str, *, admin: bool = False) -> Actor:
    """A person called `name` with the common password."""
    draft = PersonDraft(name, name.capitalize(), f"{name}@example.org", PASSWORD)
    people.create_person(session, draft, hash_where_given(draft.password), is_admin=admin)
    return actor(session, name)


def actor(session: Session, name: str) -> Actor:
    """The person as an actor."""
    found = queries.find_actor(session, name)
    assert found is not None
    return found


def group(session: Session, name: str, *, leads: tuple[str, ...] = (), members: tuple[str, ...] = ()) -> int:
    """A group with these people."""
    made = groups.create_group(session, GroupDraft(name, ""))
    for role, names in ((MEMBER, members), (LEAD, leads)):
        for member in names:
            groups.put_member(session, made.id, actor(session, member).person_id, role)
    return made.id


def space(session: Session, by: str, slug: str, audience: str = MEMBERS, features: tuple[str, ...] = ()) -> int:
    """A space; `audience` is "members", "private" or "group:ID"."""
    draft = SpaceDraft(slug.capitalize(), slug, "", audience, features)
    return spaces.create_space(session, actor(session, by), draft).id


def share(session: Session, by: str, slug: str, **people: Level) -> None:
    """Put exactly these people, by name, on the space's list."""
    grants = {f"user:{actor(session, name).person_id}": level for name, level in people.items()}
    SharedSpace(actor(session, by), slug).apply(session, SharingChange(grants, leave=True))


def page(
    session: Session,
    by: str,
    space: str,
    title: str,
    text: str = "",
    *,
    parent: int | None = None,
    tags: tuple[str, ...] = (),
) -> int:
    """A page; returns its id."""
    draft = PageDraft(title, text, tags, parent)
    return create_page(session, actor(session, by), space, draft, render(text)).id


def bookmark(
    session: Session,
    by: str,
    url: str,
    title: str = "",
    *,
    audience: str = "private",
    tags: tuple[str, ...] = (),
    description: str = "",
) -> int:
    """A bookmark; returns its id."""
    draft = BookmarkDraft(parse_address(url), title, description, tags, audience)
    return save_bookmark(session, actor(session, by), draft)[0].id


def token(session: Session, by: str, scope: str = "write") -> str:
    """An API key."""
    return create_token(session, actor(session, by), TokenDraft("test", scope))


@dataclass
class Cast:
    """The people of every test: ana owns, ben shares her group, cleo is a stranger, lena leads, root administers."""

    group: int
    ids: dict[str, int] = field(default_factory=dict)


def cast(session: Session) -> Cast:
    """Create the cast and the group "Team" of ana, ben and lena (its lead)."""
    ids = {name: person(session, name, admin=name == "root").person_id for name in CAST}
    return Cast(group(session, "Team", leads=("lena",), members=("ana", "ben")), ids)
