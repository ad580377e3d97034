"""Extract the text of a stored file in a separate process with resource limits."""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kms.files.gathered import OUTPUT_BYTES

VERSION = 3
"""Increase it when the reader improves: everything is then read again, within a day."""
WORD_BYTES = 64_000_000
WALL = 3
"""Wall-clock time limit as a multiple of the CPU time limit, since other work may occupy the processors."""


@dataclass(frozen=True)
class ReadLimits:
    """Resource limits for reading one file."""

    megabytes: int = 512
    seconds: int = 30


@dataclass(frozen=True)
class Reading:
    """The outcome; values as in `files.models.FileText`."""

    state: str
    reason: str = ""
    text: str = ""
    parts: str = "[]"


@dataclass(frozen=True)
class WordText:
    """A Word file as HTML with its images as (type, content), named picture-0 … in it; `left` counts unavailable
    images. `reason` tells why there is nothing, as in `files.models.FileText`."""

    html: str = ""
    pictures: tuple[tuple[str, bytes], ...] = ()
    left: int = 0
    reason: str = ""


def read_text(path: Path, limits: ReadLimits) -> Reading:
    """Return the text of the file, or why there is none. Never raises for the content of the file."""
    code, output = _run("kms.files.reader", path, limits, OUTPUT_BYTES)
    return _result(code, output)


def read_word(path: Path, limits: ReadLimits) -> WordText:
    """Return a Word file as HTML, or why there is none. Never raises for the content of the file."""
    code, output = _run("kms.files.reader_word", path, limits, WORD_BYTES)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return WordText(reason="time")
    try:
        answer = json.loads(output) if code == 0 else {}
        pictures = tuple((str(kind), base64.b64decode(content)) for kind, content in answer["pictures"])
        return WordText(str(answer["html"]), pictures, int(answer.get("left", 0)), str(answer["reason"]))
    except (ValueError, KeyError, TypeError):
        return WordText(reason="died")


def _run(module: str, path: Path, limits: ReadLimits, most: int) -> tuple[int, bytes]:
    """Return the exit code of the process and at most `most` bytes of its output."""
    with tempfile.TemporaryDirectory(prefix="kms-read-") as folder, tempfile.TemporaryFile(dir=folder) as output:
        with path.open("rb") as file:
            process = _start(module, file, output, folder, limits)
        try:
            code = process.wait(limits.seconds * WALL)
        except subprocess.TimeoutExpired:
            code = -signal.SIGXCPU
        finally:
            _end(process)
        output.seek(0)
        return code, output.read(most)


def _start(
    module: str, file: IO[bytes], output: IO[bytes], folder: str, limits: ReadLimits
) -> "subprocess.Popen[bytes]":
    """Start the reader with the file, an output file, and only the environment variables that Python needs."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, str(limits.megabytes), str(limits.seconds)],
        stdin=file,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**kept, "TMPDIR": folder, "KMS_PARENT": str(os.getpid()), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and any children."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()


def _result(code: int, output: bytes) -> Reading:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Reading("failed", "time")
    try:
        answer = json.loads(output) if code == 0 else {}
        return Reading(answer["state"], answer["reason"], answer["text"], json.dumps(answer["parts"]))
    except (ValueError, KeyError, TypeError):
        return Reading("failed", "died")
