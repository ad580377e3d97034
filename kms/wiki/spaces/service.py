"""Use cases of spaces: create and change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.access.service import own_list, space_grants
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.jobs.queue import enqueue
from kms.sharing import audiences
from kms.wiki.models import RENDER_JOB, Page, Space
from kms.wiki.pages import queries
from kms.wiki.spaces.inputs import SpaceDraft
from kms.wiki.templates import service as templates

RESERVED = frozenset({"new"})


def create_space(session: Session, actor: Actor, draft: SpaceDraft) -> Space:
    """Create a space. Raises Invalid if its slug is taken, or if the audience names a group the actor is not in."""
    audiences.check(session, actor, draft.audience)
    _require_free_slug(session, draft.slug, 0)
    _require_template(session, actor, draft.template)
    acl_id = own_list(session, space_grants(actor.person_id, draft.audience))
    space = Space(
        slug=draft.slug,
        name=draft.name,
        description=draft.description,
        features=list(draft.features),
        template=draft.template,
        acl_id=acl_id,
        created_by=actor.person_id,
    )
    session.add(space)
    session.flush()
    return space


def change_space(session: Session, actor: Actor, slug: str, draft: SpaceDraft) -> Space:
    """Change a space; its slug stays, so that URLs keep working. Requires the level manage.

    Who can read and edit it is changed in kms/wiki/sharing/service.py.
    """
    space = queries.get_space(session, reach(session, actor), slug)
    require(session, actor, space, Level.MANAGE)
    if draft.template != space.template:
        _require_template(session, actor, draft.template)
    if ("maths" in space.features) != ("maths" in draft.features):
        _render_again(session, space)
    space.name, space.description, space.features = draft.name, draft.description, list(draft.features)
    space.template, space.takes_requests = draft.template, draft.takes_requests
    return space


def _require_template(session: Session, actor: Actor, key: str) -> None:
    if key and templates.find(session, reach(session, actor), key, "en") is None:
        raise Invalid({"template": N_("Please choose one of the values offered.")})


def _render_again(session: Session, space: Space) -> None:
    pages = session.scalars(select(Page.id).where(Page.space_id == space.id))
    enqueue(session, RENDER_JOB, [str(id) for id in pages])


def _require_free_slug(session: Session, slug: str, own_id: int) -> None:
    taken = session.scalar(select(Space.id).where(Space.slug == slug, Space.id != own_id))
    if taken is not None or slug in RESERVED:
        raise Invalid({"slug": N_("There is a space of this short name already. Please choose another.")})
