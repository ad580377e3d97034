"""Background jobs: delete expired sign-ins and counters, email reset links."""

from datetime import timedelta

from kms.core.db import Database
from kms.jobs.worker import Handler
from kms.signin import codes, password_reset, sessions
from kms.signin.codes import CodeTerms


def handlers(database: Database, secret: bytes, url: str) -> dict[str, Handler]:
    """Return the job handlers of this slice; `secret` is the pepper of codes, `url` the base of links."""
    terms = CodeTerms(secret, 0)

    def forget() -> None:
        with database.transaction() as session:
            sessions.forget_old(session)
            codes.forget_old(session)

    return {
        "accounts.forget": Handler(lambda keys: forget(), every=timedelta(hours=6)),
        password_reset.JOB: Handler(lambda keys: password_reset.send_links(database, terms, url, keys)),
    }
