"""Background work: forget old sign-ins and counters."""

from datetime import timedelta

from kms.accounts import codes, joining, sign_in
from kms.core.db import Database
from kms.jobs.worker import Handler


def handlers(database: Database) -> dict[str, Handler]:
    """The jobs of this slice."""

    def forget() -> None:
        with database.transaction() as session:
            sign_in.forget_old(session)
            codes.forget_old(session)
            joining.forget_old(session)

    return {"accounts.forget": Handler(lambda keys: forget(), every=timedelta(hours=6))}
