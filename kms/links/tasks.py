"""Background job: fetch title and description of bookmarked pages, through the guarded fetcher."""

import logging
from collections.abc import Sequence

from kms.core.clock import now
from kms.core.db import Database
from kms.core.fetch import Fetcher, FetchFailed, FetchRefused
from kms.core.page_facts import PageFacts, page_facts
from kms.jobs.worker import Handler
from kms.links.models import FETCH_JOB, Link

log = logging.getLogger("kms.links")
NOTHING = PageFacts("", "")


def handlers(database: Database, fetcher: Fetcher | None) -> dict[str, Handler]:
    """Return the job handlers of this slice; without a fetcher no external requests are made."""
    return {FETCH_JOB: Handler(lambda keys: fetch_facts(database, fetcher, keys), aside=True)}


def fetch_facts(database: Database, fetcher: Fetcher | None, keys: Sequence[str]) -> None:
    """Fetch each source once and store its title and description; a refusal counts as done."""
    for key in keys:
        with database.reading() as session:
            link = session.get(Link, int(key))
        if link is None:
            continue
        facts = _look(fetcher, link.url) if fetcher else NOTHING
        with database.transaction() as session:
            row = session.get(Link, int(key))
            if row is not None:
                row.title, row.description = facts.title or row.title, facts.description or row.description
                row.fetched_at = now()


def _look(fetcher: Fetcher, url: str) -> PageFacts:
    try:
        return page_facts(fetcher.get(url))
    except (FetchRefused, FetchFailed):
        return NOTHING
