"""Sign-in use cases: changing one's password, and managing other people's access."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts import queries
from kms.accounts.people.service import get_managed, require_another_admin
from kms.audit.service import record
from kms.core.clock import now
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.signin import codes, passwords
from kms.signin.inputs import PasswordChange
from kms.signin.models import ApiToken, SignIn
from kms.signin.queries import token_hash


def make_code(session: Session, actor: Actor, terms: codes.CodeTerms, person_id: int) -> str:
    """Create a start code for a person who may sign in; an earlier code expires, everything else stays valid."""
    person = get_managed(session, actor, person_id)
    if person.suspended_at is not None:
        raise Invalid({"": N_("%(name)s is suspended.", name=person.name)})
    record(session, actor, "person.code", whom=person_id)
    return codes.make_start_code(session, terms, person_id, actor.person_id)


def end_sign_ins(session: Session, actor: Actor, person_id: int) -> None:
    """Sign a person out of every browser; their API keys are revoked as well."""
    get_managed(session, actor, person_id)
    record(session, actor, "person.signed_out", whom=person_id)
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))
    session.execute(delete(ApiToken).where(ApiToken.person_id == person_id))


def change_password(session: Session, actor: Actor, change: PasswordChange, keep_token: str) -> None:
    """Change the actor's own password; every other sign-in ends."""
    person = queries.get_person(session, actor.person_id)
    if not passwords.matches(person.password, change.current):
        raise Invalid({"current": N_("This is not your present password.")})
    person.password = passwords.hash_password(change.new, "new")
    kept = token_hash(keep_token)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.token_hash != kept))


def suspend(session: Session, actor: Actor, person_id: int) -> None:
    """Suspend a person immediately; their content stays."""
    person = get_managed(session, actor, person_id)
    if person.is_admin:
        require_another_admin(session, person)
    if person.suspended_at is None:
        record(session, actor, "person.suspended", whom=person.id)
    person.suspended_at = now()
    codes.end_codes(session, person.id)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    session.execute(delete(ApiToken).where(ApiToken.person_id == person.id))


def resume(session: Session, actor: Actor, person_id: int) -> None:
    """Reactivate a suspended person."""
    person = get_managed(session, actor, person_id)
    if person.suspended_at is not None:
        record(session, actor, "person.resumed", whom=person_id)
    person.suspended_at = None
