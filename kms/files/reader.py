"""The process that extracts one file's text: the file is its standard input, JSON its standard output. Started by
`kms.files.reading`. Before opening the file it drops everything it does not need: memory, CPU time, new files and
therefore the network. At worst, a malicious file can waste its own CPU time."""

import encodings
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import Any, BinaryIO

import charset_normalizer
import pypdf

from kms.core.processes import watch_parent
from kms.files.gathered import OUTPUT_BYTES, Full, Gathered, NoText
from kms.files.reader_office import ForbiddenXml, TooMuch, read_office
from kms.files.reader_pdf import read_pdf
from kms.files.reader_plain import read_plain

GRACE_SECONDS = 5
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class TimeUp(BaseException):
    """The CPU time limit is reached; not an Exception, so that libraries cannot swallow it."""


def main() -> None:
    """`python -m kms.files.reader MEGABYTES SECONDS`: read standard input, write the result as JSON."""
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    watch_parent()
    gathered = Gathered()
    try:
        confine(megabytes * 1_000_000, seconds)
        state, reason = read(sys.stdin.buffer, gathered)
    except TimeUp:
        state, reason = ("text", "cut") if gathered.text else ("failed", "time")
    except MemoryError:
        state, reason = ("text", "cut") if gathered.text else ("failed", "memory")
    except OSError:
        state, reason = "failed", "died"
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    answer = {"state": state, "reason": reason, "text": gathered.text, "parts": gathered.parts}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def confine(
    memory: int, seconds: int, packages: Sequence[ModuleType] = (pypdf, charset_normalizer), output: int = OUTPUT_BYTES
) -> None:
    """Set resource limits and give up what is not needed, as far as the platform supports it."""
    for package in (encodings, *packages):
        _load_whole(package)
    os.nice(10)
    _be_first_to_go()
    signal.signal(signal.SIGXCPU, _time_up)
    _limit("RLIMIT_AS", memory, memory)
    _limit("RLIMIT_CPU", seconds, seconds + GRACE_SECONDS)
    _limit("RLIMIT_FSIZE", output, output)
    _limit("RLIMIT_CORE", 0, 0)
    _limit("RLIMIT_NPROC", 0, 0)
    _limit("RLIMIT_NOFILE", 0, 0)


def _load_whole(package: ModuleType) -> None:
    """Load every submodule now, because files cannot be opened later."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.", onerror=lambda name: None):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):
                importlib.import_module(module.name)


def _time_up(*_: Any) -> None:
    raise TimeUp


def _be_first_to_go() -> None:
    """If memory runs out, the kernel kills this process before the server (Linux)."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def _limit(name: str, soft: int, hard: int) -> None:
    try:
        resource.setrlimit(getattr(resource, name), (soft, hard))
    except (AttributeError, ValueError, OSError):
        pass


def read(file: BinaryIO, gathered: Gathered) -> tuple[str, str]:
    """Read the file into `gathered`; returns the outcome as (state, reason), as in `kms.files.models.FileText`."""
    try:
        _read(file, gathered)
    except Full:
        return "text", "cut"
    except NoText as fault:
        return "none", str(fault)
    except (TooMuch, ForbiddenXml):
        return "failed", "hostile"
    except (MemoryError, OSError):
        raise
    except Exception:
        return ("text", "cut") if gathered.text else ("failed", "damaged")
    return ("text", "") if gathered.text else ("none", "empty")


def _read(file: BinaryIO, gathered: Gathered) -> None:
    head = file.read(1024)
    file.seek(0)
    if b"%PDF-" in head:
        read_pdf(file, gathered)
    elif head.startswith(b"PK\x03\x04"):
        read_office(file, gathered)
    elif head.startswith(OLE):
        raise NoText("encrypted" if _LOCKED in file.read() else "kind")
    else:
        read_plain(file, gathered)


if __name__ == "__main__":
    main()
