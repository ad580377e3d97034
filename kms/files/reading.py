"""Extracts the text of a stored file in a separate process, whose limits hold whatever the file does to it."""

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

WORD_BYTES = 64_000_000
WALL = 3
"""Wall-clock limit as a multiple of the CPU seconds allowed: other work may occupy the processors."""


@dataclass(frozen=True)
class ReadLimits:
    """The resources that reading one file may use."""

    megabytes: int = 512
    seconds: int = 30


@dataclass(frozen=True)
class Reading:
    """The result of reading a file, in the values of `kms.files.models.FileText`."""

    state: str
    reason: str = ""
    text: str = ""
    parts: str = "[]"


@dataclass(frozen=True)
class WordText:
    """A Word file as HTML with its pictures, (type, content), named picture-0 … in it.

    `left` counts pictures that could not be extracted. `reason` says why there is nothing, in the values of
    `kms.files.models.FileText`.
    """

    html: str = ""
    pictures: tuple[tuple[str, bytes], ...] = ()
    left: int = 0
    reason: str = ""


def read_text(path: Path, limits: ReadLimits) -> Reading:
    """The text of the file, or why there is none. Never raises because of the file's contents."""
    code, output = _run("kms.files.reader", path, limits, OUTPUT_BYTES)
    return _result(code, output)


def read_word(path: Path, limits: ReadLimits) -> WordText:
    """A Word file as HTML, or why there is none. Never raises because of the file's contents."""
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
    """The exit code of the process and at most `most` bytes of its output."""
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
    """The process gets the file, a place for its output, and of the environment only what Python needs to find
    modules."""
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
    """Kill the process and everything it may have started."""
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
