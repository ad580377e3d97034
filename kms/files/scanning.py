"""The administrator's virus scanner, run on every file before it is stored."""

import logging
import shlex
import subprocess
from pathlib import Path

from kms.core.errors import Invalid, Unavailable
from kms.core.text import N_

SECONDS = 60
_log = logging.getLogger("kms.files")


def scan(command: str, path: Path, name: str) -> None:
    """Run `command` with the file's path appended: exit code 0 accepts it, 1 rejects it, as with clamscan and
    clamdscan. Raises Invalid for a rejected file, Unavailable if the scanner fails: unscanned files are never stored.
    """
    if not command:
        return
    try:
        code = subprocess.run(
            [*shlex.split(command), str(path)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS,
        ).returncode  # fmt: skip
    except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
        _log.error("the scanner could not be run: %s", type(fault).__name__)
        raise Unavailable(N_("Files cannot be checked for viruses at the moment, so none can be added.")) from fault
    if code == 1:
        _log.warning("the scanner refused the file %r", name)
        raise Invalid({"file": N_("The virus scanner refused this file.")})
    if code:
        _log.error("the scanner ended with %d", code)
        raise Unavailable(N_("Files cannot be checked for viruses at the moment, so none can be added."))
