"""Use cases for administrators and the people role: create and change people, grant and revoke roles."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, require_admin, require_people_role
from kms.accounts import queries
from kms.accounts.inputs import PersonChange, PersonDraft, Profile, taken
from kms.accounts.models import Person
from kms.audit.service import record
from kms.core.errors import Forbidden, Invalid
from kms.core.text import N_, fold_key


def get_managed(session: Session, actor: Actor, person_id: int) -> Person:
    """Return a person whom the actor may manage. Only administrators may manage administrators, so that nobody can
    become one by taking over an administrator's account."""
    require_people_role(actor)
    person = queries.get_person(session, person_id)
    if person.is_admin and not actor.is_admin:
        raise Forbidden(N_("Only administrators can change administrators."))
    return person


def create_person(
    session: Session, draft: PersonDraft, password_hash: str | None = None, *, is_admin: bool = False
) -> Person:
    """Store a person. Raises Invalid if the user name or email address is taken."""
    key = fold_key(draft.user_name)
    if session.scalar(select(Person.id).where(Person.key == key)) is not None:
        raise taken("user_name", N_("This user name is taken."))
    _require_free_email(session, draft.email, 0)
    person = Person(
        user_name=draft.user_name,
        key=key,
        name=draft.name,
        email=draft.email,
        password=password_hash,
        is_admin=is_admin,
    )
    session.add(person)
    session.flush()
    return person


def change_person(session: Session, actor: Actor, person_id: int, change: PersonChange) -> None:
    """Change a person's name, user name and email address. Raises Invalid if one is taken."""
    person = get_managed(session, actor, person_id)
    key = fold_key(change.user_name)
    if session.scalar(select(Person.id).where(Person.key == key, Person.id != person_id)) is not None:
        raise taken("user_name", N_("This user name is taken."))
    _require_free_email(session, change.email, person_id)
    if (person.name, person.user_name, person.email) != (change.name, change.user_name, change.email):
        record(session, actor, "person.changed", whom=person_id)
    person.name, person.user_name, person.key, person.email = change.name, change.user_name, key, change.email


def change_profile(session: Session, actor: Actor, profile: Profile) -> None:
    """Change the actor's own name, email address and language."""
    person = queries.get_person(session, actor.person_id)
    _require_free_email(session, profile.email, person.id)
    person.name, person.email, person.language = profile.name, profile.email, profile.language


def set_admin(session: Session, actor: Actor, person_id: int, *, is_admin: bool) -> None:
    """Grant or revoke the administrator role; the last administrator keeps it."""
    require_admin(actor)
    person = queries.get_person(session, person_id)
    if person.is_admin and not is_admin:
        require_another_admin(session, person)
    if person.is_admin != is_admin:
        record(session, actor, "person.admin" if is_admin else "person.no_admin", whom=person_id)
    person.is_admin = is_admin


def set_people_role(session: Session, actor: Actor, person_id: int, *, manages_people: bool) -> None:
    """Grant or revoke the people role; for administrators."""
    require_admin(actor)
    person = queries.get_person(session, person_id)
    if person.manages_people != manages_people:
        record(session, actor, "person.role" if manages_people else "person.no_role", whom=person_id)
    person.manages_people = manages_people


def require_another_admin(session: Session, person: Person) -> None:
    """Raise Invalid if `person` is the last administrator who can sign in."""
    others = select(func.count()).where(Person.is_admin, Person.suspended_at.is_(None), Person.id != person.id)
    if not session.scalar(others):
        raise Invalid({"": N_("The last administrator cannot be removed.")})


def _require_free_email(session: Session, email: str | None, own_id: int) -> None:
    if email and session.scalar(select(Person.id).where(Person.email == email, Person.id != own_id)):
        raise taken("email", N_("Somebody else uses this e-mail address."))
