"""Who is responsible for a page: the assigned person, else its creator or last editor, else the space's managers."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.access.policy import Actor, Level
from kms.accounts.models import Person
from kms.core.db import upsert
from kms.core.errors import Invalid
from kms.core.search_sources import Guard
from kms.core.text import N_
from kms.sharing.readers import Reader, list_readers, readers_among
from kms.wiki.models import Page, Responsible, Space
from kms.wiki.pages.service import get_for_change

MOST_OFFERED = 500


def find_responsible(session: Session, page_id: int) -> tuple[int, str] | None:
    """The person the page is assigned to, as (id, name)."""
    query = select(Person.id, Person.name).join(Responsible, Responsible.person_id == Person.id)
    row = session.execute(query.where(Responsible.page_id == page_id, Person.suspended_at.is_(None))).first()
    return None if row is None else (row[0], row[1])


def give_page(session: Session, actor: Actor, page_id: int, user_name: str) -> Page:
    """Assign a page to somebody who may read it, or to nobody. Raises NotFound, Forbidden, Invalid."""
    page = get_for_change(session, actor, page_id)
    session.execute(delete(Responsible).where(Responsible.page_id == page.id))
    if user_name:
        found = [reader for reader in offered(session, page) if reader.user_name == user_name]
        if not found:
            raise Invalid({"person": N_("Please choose somebody who can read this page.")})
        upsert(session, Responsible, [{"page_id": page.id, "person_id": found[0].id}], keys=("page_id",))
    return page


def offered(session: Session, page: Page) -> list[Reader]:
    """The people a page can be assigned to: those who may read it."""
    return list_readers(session, Guard(page.acl_id), limit=MOST_OFFERED)


def people_for(session: Session, page: Page) -> list[int]:
    """Who is notified of a hint: the first of these who may still read the page, else all managers of the space."""
    given = find_responsible(session, page.id)
    for person_id in (given and given[0], page.created_by, page.updated_by):
        if person_id is not None and readers_among(session, Guard(page.acl_id), [person_id]):
            return [person_id]
    return readers_among(session, Guard(page.acl_id), _managers(session, page.space_id))


def _managers(session: Session, space_id: int) -> list[int]:
    query = select(Grant.principal).join(Space, Space.acl_id == Grant.acl_id)
    found = session.scalars(query.where(Space.id == space_id, Grant.level >= Level.MANAGE))
    return [int(principal.partition(":")[2]) for principal in found if principal.startswith("user:")]
