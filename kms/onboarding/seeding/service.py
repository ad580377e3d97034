"""Install initial content: pages to be replaced, and a space per group; running it again adds what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.access.policy import MEMBERS, Actor, require_admin
from kms.access.service import set_grants, space_grants
from kms.accounts.models import LEAD, Membership
from kms.accounts.queries import GroupView, list_groups
from kms.core.text import slugify
from kms.markup.render import render
from kms.onboarding.seeding.content import SeedPage, parts
from kms.onboarding.seeding.inputs import SeedChoice
from kms.wiki.models import Page, Space
from kms.wiki.pages.features import of_space
from kms.wiki.pages.inputs import PageDraft
from kms.wiki.revisions.service import create_page
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceDraft


@dataclass(frozen=True)
class SeedReport:
    """What was created: titles of pages and names of spaces, and the short name of the pages' space."""

    pages: tuple[str, ...]
    spaces: tuple[str, ...]
    space: str


def install(session: Session, actor: Actor, choice: SeedChoice) -> SeedReport:
    """Create the chosen pages and spaces unless they exist. Raises Forbidden for anyone but administrators, NotFound or
    Forbidden for a space they may not write, Invalid if a name is taken."""
    require_admin(actor)
    made = _group_spaces(session, actor) if choice.group_spaces else []
    wanted = [part for part in parts(choice.language) if part.key in choice.parts]
    missing = _missing(session, wanted)
    space = choice.space
    if missing and not space:
        space = _new_space(session, actor, choice.name)
        made.insert(0, choice.name)
    for part in missing:
        _page(session, actor, space, part)
    return SeedReport(tuple(part.title for part in missing), tuple(made), space)


def existing_pages(session: Session, language: str) -> set[str]:
    """Return the keys of the pages that already exist, in any space and however they were changed since."""
    found = parts(language)
    gone = {part.key for part in _missing(session, found)}
    return {part.key for part in found} - gone


def groups_without_space(session: Session) -> list[GroupView]:
    """Return the groups without a space that is shared with exactly them."""
    query = select(Space.id, Grant.principal).join(Grant, Grant.acl_id == Space.acl_id)
    principals: dict[int, set[str]] = {}
    for id, principal in session.execute(query):
        principals.setdefault(id, set()).add(principal)
    kept = [{name for name in names if name.startswith(("group:", MEMBERS))} for names in principals.values()]
    return [group for group in list_groups(session) if {f"group:{group.id}"} not in kept]


def _missing(session: Session, wanted: Sequence[SeedPage]) -> list[SeedPage]:
    paths = [part.source_path for part in wanted]
    query = select(Page.source_path).where(Page.source_path.in_(paths), Page.trashed_at.is_(None))
    present = set(session.scalars(query))
    return [part for part in wanted if part.source_path not in present]


def _new_space(session: Session, actor: Actor, name: str) -> str:
    return spaces.create_space(session, actor, SpaceDraft(name, _free_slug(session, name), "", MEMBERS)).slug


def _page(session: Session, actor: Actor, space: str, part: SeedPage) -> None:
    rendered = render(part.text, "maths" in of_space(session, space))
    draft = PageDraft(part.title, part.text, part.tags, None)
    create_page(session, actor, space, draft, rendered, source_path=part.source_path)


def _group_spaces(session: Session, actor: Actor) -> list[str]:
    """Create one for each group without: its members write, its leads manage; administrators cannot read it."""
    missing = groups_without_space(session)
    led = _led(session, [group.id for group in missing])
    for group in missing:
        audience = f"group:{group.id}"
        draft = SpaceDraft(group.name, _free_slug(session, group.name), "", audience)
        space = spaces.create_space(session, actor, draft)
        if group.id in led:
            grants = space_grants(actor.person_id, audience)
            del grants[f"user:{actor.person_id}"]
            set_grants(session, space.acl_id, grants)
    return [group.name for group in missing]


def _led(session: Session, ids: Iterable[int]) -> set[int]:
    query = select(Membership.group_id).where(Membership.group_id.in_(list(ids)), Membership.role == LEAD)
    return set(session.scalars(query))


def _free_slug(session: Session, name: str) -> str:
    wanted = slugify(name, 70)
    taken = set(session.scalars(select(Space.slug).where(Space.slug.startswith(wanted, autoescape=True))))
    taken |= spaces.RESERVED
    return next(slug for n in range(1, len(taken) + 3) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)
