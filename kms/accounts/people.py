"""Use cases about people, for administrators and the people role: add, change, suspend; roles by administrators."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts import codes, passwords, queries
from kms.accounts.inputs import PasswordChange, PersonChange, PersonDraft, Profile, taken
from kms.accounts.models import ApiToken, Person, SignIn
from kms.audit.service import record
from kms.core.clock import now
from kms.core.errors import Forbidden, Invalid, NotFound
from kms.core.text import N_, fold_key


def require_admin(actor: Actor) -> None:
    """Raise Forbidden for everybody else."""
    if not actor.is_admin:
        raise Forbidden(N_("Only administrators can do this."))


def require_people_role(actor: Actor) -> None:
    """Raise Forbidden unless `actor` administers or has the people role."""
    if not actor.may_manage_people:
        raise Forbidden(N_("Only administrators and those who manage people can do this."))


def get_managed(session: Session, actor: Actor, person_id: int) -> Person:
    """The person, for whoever may act on them: administrators are for administrators alone, so that nobody
    becomes one by taking an administrator's account over."""
    require_people_role(actor)
    person = queries.get_person(session, person_id)
    if person.is_admin and not actor.is_admin:
        raise Forbidden(N_("Only administrators can change administrators."))
    return person


def set_up(session: Session, draft: PersonDraft) -> Person:
    """Make the first person, an administrator. Raises NotFound once anybody exists: it cannot run twice."""
    if queries.anyone_exists(session):
        raise NotFound(N_("This server has been set up already."))
    return create_person(session, draft, is_admin=True)


def create_person(session: Session, draft: PersonDraft, *, is_admin: bool) -> Person:
    """Store a person. Raises Invalid where the name or the e-mail address is taken."""
    key = fold_key(draft.user_name)
    if session.scalar(select(Person.id).where(Person.key == key)) is not None:
        raise taken("user_name", N_("This user name is taken."))
    _require_free_email(session, draft.email, 0)
    person = Person(
        user_name=draft.user_name,
        key=key,
        name=draft.name,
        email=draft.email,
        password=passwords.hash_password(draft.password) if draft.password else None,
        is_admin=is_admin,
    )
    session.add(person)
    session.flush()
    return person


def change_person(session: Session, actor: Actor, person_id: int, change: PersonChange) -> None:
    """Change somebody's name, user name and e-mail address. Raises Invalid where one is taken."""
    person = get_managed(session, actor, person_id)
    key = fold_key(change.user_name)
    if session.scalar(select(Person.id).where(Person.key == key, Person.id != person_id)) is not None:
        raise taken("user_name", N_("This user name is taken."))
    _require_free_email(session, change.email, person_id)
    if (person.name, person.user_name, person.email) != (change.name, change.user_name, change.email):
        record(session, actor, "person.changed", whom=person_id)
    person.name, person.user_name, person.key, person.email = change.name, change.user_name, key, change.email


def make_code(session: Session, actor: Actor, terms: codes.CodeTerms, person_id: int) -> str:
    """A new start code for somebody who can sign in; an earlier one ends, what they have otherwise stays."""
    person = get_managed(session, actor, person_id)
    if person.suspended_at is not None:
        raise Invalid({"": N_("%(name)s is suspended.", name=person.name)})
    record(session, actor, "person.code", whom=person_id)
    return codes.make_start_code(session, terms, person_id, actor.person_id)


def end_sign_ins(session: Session, actor: Actor, person_id: int) -> None:
    """Sign somebody out of every browser; keys of programs end as well."""
    get_managed(session, actor, person_id)
    record(session, actor, "person.signed_out", whom=person_id)
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))
    session.execute(delete(ApiToken).where(ApiToken.person_id == person_id))


def change_profile(session: Session, actor: Actor, profile: Profile) -> None:
    """Change one's own name, e-mail address and language."""
    person = queries.get_person(session, actor.person_id)
    _require_free_email(session, profile.email, person.id)
    person.name, person.email, person.language = profile.name, profile.email, profile.language


def change_password(session: Session, actor: Actor, change: PasswordChange, keep_token: str) -> None:
    """Change one's own password; every other sign-in ends."""
    person = queries.get_person(session, actor.person_id)
    if not passwords.matches(person.password, change.current):
        raise Invalid({"current": N_("This is not your present password.")})
    person.password = passwords.hash_password(change.new, "new")
    kept = queries.token_hash(keep_token)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.token_hash != kept))


def suspend(session: Session, actor: Actor, person_id: int) -> None:
    """Lock a person out at once; what they wrote stays."""
    person = get_managed(session, actor, person_id)
    if person.is_admin:
        _require_another_admin(session, person)
    if person.suspended_at is None:
        record(session, actor, "person.suspended", whom=person.id)
    person.suspended_at = now()
    codes.end_codes(session, person.id)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    session.execute(delete(ApiToken).where(ApiToken.person_id == person.id))


def resume(session: Session, actor: Actor, person_id: int) -> None:
    """Let a suspended person in again."""
    person = get_managed(session, actor, person_id)
    if person.suspended_at is not None:
        record(session, actor, "person.resumed", whom=person_id)
    person.suspended_at = None


def set_admin(session: Session, actor: Actor, person_id: int, *, is_admin: bool) -> None:
    """Make or unmake an administrator; the last one stays."""
    require_admin(actor)
    person = queries.get_person(session, person_id)
    if person.is_admin and not is_admin:
        _require_another_admin(session, person)
    if person.is_admin != is_admin:
        record(session, actor, "person.admin" if is_admin else "person.no_admin", whom=person_id)
    person.is_admin = is_admin


def set_people_role(session: Session, actor: Actor, person_id: int, *, manages_people: bool) -> None:
    """An administrator gives or takes the people role."""
    require_admin(actor)
    person = queries.get_person(session, person_id)
    if person.manages_people != manages_people:
        record(session, actor, "person.role" if manages_people else "person.no_role", whom=person_id)
    person.manages_people = manages_people


def _require_another_admin(session: Session, person: Person) -> None:
    others = select(func.count()).where(Person.is_admin, Person.suspended_at.is_(None), Person.id != person.id)
    if not session.scalar(others):
        raise Invalid({"": N_("The last administrator cannot be removed.")})


def _require_free_email(session: Session, email: str | None, own_id: int) -> None:
    if email and session.scalar(select(Person.id).where(Person.email == email, Person.id != own_id)):
        raise taken("email", N_("Somebody else uses this e-mail address."))
