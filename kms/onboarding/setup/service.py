"""Creates the first person of an installation."""

from sqlalchemy.orm import Session

from kms.accounts.inputs import PersonDraft
from kms.accounts.models import Person
from kms.accounts.people.service import create_person
from kms.accounts.queries import anyone_exists
from kms.core.errors import NotFound
from kms.core.text import N_
from kms.signin.passwords import hash_where_given


def require_nobody(session: Session) -> None:
    """Raise NotFound if a person exists: set-up cannot run twice."""
    if anyone_exists(session):
        raise NotFound(N_("This server has been set up already."))


def set_up(session: Session, draft: PersonDraft) -> Person:
    """Create the first person, an administrator. Raises NotFound if a person exists, Invalid for a bad password."""
    require_nobody(session)
    return create_person(session, draft, hash_where_given(draft.password), is_admin=True)
