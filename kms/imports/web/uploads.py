"""Receive uploads from a form or the API: check each file and write it to disk, then create a run."""

from collections.abc import Sequence
from pathlib import Path

from werkzeug.datastructures import FileStorage

from kms.core.errors import Invalid
from kms.core.text import N_
from kms.files.scanning import scan
from kms.files.store import FileStore
from kms.imports import service
from kms.imports.inputs import ImportTarget
from kms.imports.models import ImportRun
from kms.imports.staging import StagingFolder
from kms.web import state
from kms.web.identity import actor
from kms.web.transaction import reading, writing
from kms.wiki.files import service as files
from kms.wiki.files.views import quota, store

FILE_MB = 100


def receive(sent: Sequence[FileStorage], to: ImportTarget, *, starts: bool) -> ImportRun:
    """Create a run over these files. Raises what `kms.imports.service.begin` raises, TooLarge, and Invalid if a scan
    fails."""
    named = [file for file in sent if file.filename]
    if not named:
        raise Invalid({"files": N_("Please choose a file.")})
    taken: list[tuple[str, Path]] = []
    try:
        for file in named:
            taken.append((str(file.filename).replace("\\", "/")[:900], _take(store(), file)))
        sizes = [(name, temporary.stat().st_size) for name, temporary in taken]
        files.check_quota(reading(), actor(), quota(), sum(size for _, size in sizes))
        run = service.begin(writing(), actor(), sizes, to, starts=starts)
        room = StagingFolder(store(), run.id)
        room.clear()
        for number, (_, temporary) in enumerate(taken):
            room.put(temporary, number)
    finally:
        for _, temporary in taken:
            temporary.unlink(missing_ok=True)
    return run


def _take(files: FileStore, file: FileStorage) -> Path:
    temporary = files.receive(file.stream, FILE_MB * 1_000_000)  # type: ignore[arg-type]
    try:
        scan(state.config().scan_command, temporary, str(file.filename))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
