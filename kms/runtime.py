"""Everything of an installation that is not web: database, files, index, background jobs."""

from dataclasses import dataclass

import kms.announcements.tasks
import kms.audit.tasks
import kms.backups.tasks
import kms.bookmarks.tasks
import kms.comments.tasks
import kms.files.tasks
import kms.imports.tasks
import kms.links.tasks
import kms.mail.tasks
import kms.notifications.tasks
import kms.onboarding.joining.tasks
import kms.signin.tasks
import kms.wiki.following.change_notifications
import kms.wiki.upkeep.tasks
import kms.wiki.wiring
from kms import schema
from kms.accounts.source import GroupSource, PersonSource
from kms.backups.store import BackupStore
from kms.bookmarks.source import BookmarkSource
from kms.comments.source import CommentSource
from kms.config import Config
from kms.core import clock
from kms.core.db import Database
from kms.core.fetch import Fetcher
from kms.core.search_sources import SearchSource
from kms.files.reading import ReadLimits
from kms.files.store import FileStore
from kms.jobs.worker import Handler, Worker, WorkerLock
from kms.notifications import delivery
from kms.notifications.delivery import NotificationMailer
from kms.onboarding.joining.inbox import RequestInboxSource
from kms.search.engine.tasks import Indexing
from kms.search.engine.whoosh.index import Index
from kms.signin import password_reset
from kms.wiki.files.source import FileSource
from kms.wiki.pages.queries import lists_of_pages
from kms.wiki.reading.source import PageSource
from kms.wiki.spaces.source import SpaceSource

__all__ = ["Runtime", "schema"]

SERVER_LOCK = "server.lock"


@dataclass(frozen=True)
class Runtime:
    """Shared by web, worker and command line; create it with `from_config`."""

    config: Config
    database: Database
    files: FileStore
    index: Index
    sources: dict[str, SearchSource]

    @classmethod
    def from_config(cls, config: Config) -> "Runtime":
        """Open the installation in `config.data`; does not create or change anything in the database."""
        clock.set_zone(config.timezone)
        kms.wiki.wiring.install()
        sources: tuple[SearchSource, ...] = (
            PageSource(),
            BookmarkSource({"page": lists_of_pages}),
            FileSource(),
            PersonSource(),
            GroupSource(),
        )
        talked_about: dict[str, SearchSource] = {source.kind: source for source in sources[:2]}
        sources += (CommentSource(talked_about),)
        return cls(
            config,
            Database(config.database_url),
            FileStore(config.data / "files", config.reserve_mb * 1_000_000, config.scan_command),
            Index(config.data / "index"),
            {source.kind: source for source in sources},
        )

    @property
    def indexing(self) -> Indexing:
        return Indexing(self.database, self.index, self.sources)

    @property
    def things(self) -> dict[str, SearchSource]:
        """Sources of everything notifications and comments can be about: search kinds, spaces, request inboxes."""
        return {**self.sources, SpaceSource.kind: SpaceSource(), RequestInboxSource.kind: RequestInboxSource()}

    @property
    def mailer(self) -> NotificationMailer:
        """What the notification mailer needs to know."""
        config = self.config
        return NotificationMailer(
            self.things, config.url.rstrip("/"), config.secret(), config.timezone, config.language
        )

    @property
    def email_checks(self) -> dict[str, kms.mail.tasks.Check]:
        """The checks that decide whether a queued email may still be sent."""
        return {
            delivery.CONDITION: lambda session, words, to: delivery.may_still_be_sent(session, self.mailer, words, to),
            password_reset.CONDITION: password_reset.may_still_be_sent,
        }

    @property
    def backups(self) -> BackupStore:
        """The store of backups."""
        return BackupStore(self.config.backups_folder, self.config.data)

    def fetcher(self) -> Fetcher | None:
        """Return the fetcher for external pages; None if no external requests are allowed."""
        allow = [entry.strip() for entry in self.config.fetch_allow.split(",") if entry.strip()]
        return Fetcher(allow) if self.config.fetch_titles else None

    def reading_limits(self) -> ReadLimits | None:
        """Return the resource limits for reading files; None if it is switched off."""
        config = self.config
        return ReadLimits(config.read_files_mb, config.read_files_seconds) if config.read_files else None

    def handlers(self) -> dict[str, Handler]:
        """Return the job handlers of all slices."""
        return {
            **self.indexing.handlers(),
            **kms.files.tasks.handlers(self.database, self.files, self.reading_limits()),
            **kms.links.tasks.handlers(self.database, self.fetcher()),
            **kms.wiki.upkeep.tasks.handlers(self.database, self.files, self.config.trash_days),
            **kms.bookmarks.tasks.handlers(self.database, self.config.trash_days),
            **kms.signin.tasks.handlers(self.database, self.config.secret(), self.config.url),
            **kms.onboarding.joining.tasks.handlers(self.database),
            **kms.imports.tasks.handlers(self.database, self.files, self.reading_limits()),
            **kms.mail.tasks.handlers(self.database, self.email_checks),
            **kms.wiki.following.change_notifications.handlers(self.database),
            **kms.comments.tasks.handlers(self.database, self.config.trash_days),
            **kms.notifications.tasks.handlers(self.database, self.mailer),
            **kms.announcements.tasks.handlers(self.database),
            **kms.audit.tasks.handlers(self.database),
            **kms.backups.tasks.handlers(self.database, self.files, self.backups, self.config.timezone),
        }

    def worker(self) -> Worker:
        """Return a worker for this installation; acquire `worker_lock` before running it."""
        return Worker(self.database, self.handlers())

    def worker_lock(self) -> WorkerLock:
        """Held by the one process that runs background jobs and writes the index."""
        return WorkerLock(self.config.data / "worker.lock")

    def server_lock(self) -> WorkerLock:
        """Held by the one server of this data directory."""
        return WorkerLock(self.config.data / SERVER_LOCK)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
