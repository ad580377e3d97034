"""Background work: forget old sign-ins and counters, mail links for forgotten passwords."""

from datetime import timedelta

from kms.core.db import Database
from kms.jobs.worker import Handler
from kms.signin import codes, password_reset, sessions
from kms.signin.codes import CodeTerms


def handlers(database: Database, secret: bytes, url: str) -> dict[str, Handler]:
    """The jobs of this slice; `secret` guards codes, `url` is where links lead."""
    terms = CodeTerms(secret, 0)

    def forget() -> None:
        with database.transaction() as session:
            sessions.forget_old(session)
            codes.forget_old(session)

    return {
        "accounts.forget": Handler(lambda keys: forget(), every=timedelta(hours=6)),
        password_reset.JOB: Handler(lambda keys: password_reset.send_links(database, terms, url, keys)),
    }
