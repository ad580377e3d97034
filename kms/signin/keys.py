"""Use cases of API keys."""

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.signin.inputs import TokenDraft
from kms.signin.models import ApiToken
from kms.signin.queries import token_hash, tokens_of

PREFIX = "kms_"
MOST = 50


def create_token(session: Session, actor: Actor, draft: TokenDraft) -> str:
    """Create an API key and return it; it is shown only once. Its prefix lets secret scanners find leaked keys."""
    if len(tokens_of(session, actor.person_id)) >= MOST:
        raise Invalid({"label": N_("You have %(n)s keys already. Revoke one first.", n=MOST)})
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(person_id=actor.person_id, token_hash=token_hash(token), label=draft.label, scope=draft.scope))
    return token


def revoke_token(session: Session, actor: Actor, token_id: int) -> None:
    """Revoke one of the actor's own keys immediately."""
    session.execute(delete(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == actor.person_id))
