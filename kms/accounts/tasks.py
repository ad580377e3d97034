"""Background work: forget old sign-ins and counters, mail links for forgotten passwords."""

from datetime import timedelta

from kms.accounts import codes, forgotten, joining, sign_in
from kms.accounts.codes import Terms
from kms.core.db import Database
from kms.jobs.worker import Handler


def handlers(database: Database, secret: bytes, url: str) -> dict[str, Handler]:
    """The jobs of this slice; `secret` guards codes, `url` is where links lead."""
    terms = Terms(secret, 0)

    def forget() -> None:
        with database.transaction() as session:
            sign_in.forget_old(session)
            codes.forget_old(session)
            joining.forget_old(session)

    return {
        "accounts.forget": Handler(lambda keys: forget(), every=timedelta(hours=6)),
        forgotten.JOB: Handler(lambda keys: forgotten.send_links(database, terms, url, keys)),
    }
