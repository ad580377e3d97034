"""Imports every table, so that the metadata is whole."""

import kms.access.models
import kms.accounts.models
import kms.bookmarks.models
import kms.files.models
import kms.jobs.models
import kms.links.models
import kms.tags.models
import kms.wiki.models  # noqa: F401
from kms.core.db import Base

metadata = Base.metadata
