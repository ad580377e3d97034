"""Imports every table, so that the metadata is complete; ids are never reused."""

import kms.access.models
import kms.accounts.models
import kms.announcements.models
import kms.audit.models
import kms.bookmarks.models
import kms.comments.models
import kms.files.models
import kms.imports.models
import kms.jobs.models
import kms.links.models
import kms.mail.models
import kms.notifications.models
import kms.search.saved.models
import kms.settings.models
import kms.tags.models
import kms.wiki.models  # noqa: F401
from kms.core.db import Base

metadata = Base.metadata

# A reused id would revive old URLs and old grants.
for _table in metadata.tables.values():
    if "id" in _table.columns:
        _table.dialect_options["sqlite"]["autoincrement"] = True
