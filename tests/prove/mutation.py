"""Break the product as `mutants.toml` says, one line at a time, and see that a test notices.

`python -m tests.prove.mutation WORD` tries only the mutants with this word in their file or line. Nothing is written
into the sources: a process that holds the libraries already is forked for each mutant, and imports the broken text.
"""

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import resource
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

import pytest

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
SECONDS = 120
"""So long the tests of one mutant may take."""
NOTICED = 1
"""How pytest ends where tests failed."""


@dataclass(frozen=True)
class Mutant:
    """One change of one file, and the tests of which at least one must fail for it."""

    file: str
    line: str
    broken: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a run of tests ended: pytest's code (None where it took too long), what it printed, and how long it took."""

    code: int | None
    told: str
    seconds: float

    @property
    def noticed(self) -> bool:
        """Whether tests failed; not because the mutant names something that there is not."""
        return self.code == NOTICED and "NameError" not in self.told


def mutants() -> list[Mutant]:
    """What is in the list."""
    found = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text("utf-8"))
    return [
        Mutant(file, entry["line"], entry["broken"], tuple(f"tests/{test}" for test in entry["tests"]))
        for file, entries in found.items()
        for entry in entries
    ]


def main(words: Sequence[str]) -> int:
    """Try them, print a line for each that nobody noticed, and return how many those are."""
    wanted = [mutant for mutant in mutants() if all(word in f"{mutant.file} {mutant.line}" for word in words)]
    stale = [fault for mutant in wanted if (fault := fault_of(mutant))]
    if stale:
        print(*stale, sep="\n")
        return len(stale)
    import_libraries()
    with kept_bytecode():
        return try_all(wanted)


def try_all(wanted: Sequence[Mutant]) -> int:
    """All tests without any mutant first; then each mutant with its own."""
    began, survivors = time.monotonic(), []
    for _, outcome in run_all([lambda tests=tests: run_tests(tests) for tests in halves(wanted)], SECONDS * 5):
        print(f"{outcome.seconds:5.1f} s  without any mutant")
        if outcome.code != 0:
            print("These tests fail without any mutant:", outcome.told, sep="\n")
            return 1
    for number, outcome in run_all([lambda mutant=mutant: try_mutant(mutant) for mutant in wanted], SECONDS):
        mutant = wanted[number]
        line = " ".join(mutant.line.split())[:80]
        print(f"{outcome.seconds:5.1f} s  {verdict(outcome)}  {mutant.file}: {line}", flush=True)
        if not outcome.noticed:
            survivors.append(mutant)
    print(*map(describe, survivors), sep="\n")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = f"{time.monotonic() - began:.0f} s ({used.ru_utime + used.ru_stime:.0f} s of processor time)"
    print(f"{len(wanted)} mutants in {seconds}, {len(survivors)} survived")
    return len(survivors)


def fault_of(mutant: Mutant) -> str:
    """Why a mutant is none: its line is gone or not the only one, or it is no Python any more."""
    source = (ROOT / mutant.file).read_text("utf-8")
    count = source.count(mutant.line)
    if count != 1:
        return f"{mutant.file} has {count} times, not once: {mutant.line!r}"
    try:
        compile(source.replace(mutant.line, mutant.broken), mutant.file, "exec")
    except SyntaxError as error:
        return f"{mutant.file} cannot be read with {mutant.broken!r}: {error}"
    return ""


def describe(mutant: Mutant) -> str:
    """A survivor, to be read."""
    return f"\n{mutant.file}\n  - {mutant.line.strip()}\n  + {mutant.broken.strip()}\n  {' '.join(mutant.tests)}"


def verdict(outcome: Outcome) -> str:
    """The test that noticed, or why there is none."""
    if outcome.noticed:
        found = re.search(r"^(?:FAILED|ERROR) \S*?(\w+\.py::\w+)", outcome.told, re.MULTILINE)
        return found[1] if found else "noticed"
    return {None: "TOOK TOO LONG", 0: "SURVIVED"}.get(outcome.code, f"IS NO GOOD (pytest ended with {outcome.code})")


def halves(mutants: Iterable[Mutant]) -> list[list[str]]:
    """All tests that are named, each once, in as many parts as run at once."""
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    return [part for start in range(AT_ONCE) if (part := tests[start::AT_ONCE])]


# --------------------------------------------------------------- processes


def import_libraries() -> None:
    """Import what the product and its tests stand on, so that the forked processes need not; nothing of their own."""
    before = set(sys.modules)
    reader, writer = os.pipe()
    if os.fork() == 0:
        for name in ("kms.app", "kms.cli", "kms.upgrade", "tests.conftest", "hypothesis.strategies"):
            importlib.import_module(name)
        found = [name for name in sys.modules if name.partition(".")[0] not in ("kms", "tests")]
        os.write(writer, "\n".join(name for name in found if name not in before).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        names = told.read().split("\n")
    os.wait()
    for name in names:
        with contextlib.suppress(ImportError):  # a name that only stands for another module
            importlib.import_module(name)


@contextlib.contextmanager
def kept_bytecode() -> Iterator[None]:
    """Whatever the environment says, compile each sound module once and not in every process."""
    before = sys.dont_write_bytecode, sys.pycache_prefix
    with tempfile.TemporaryDirectory() as folder:
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        try:
            yield
        finally:
            sys.dont_write_bytecode, sys.pycache_prefix = before


def run_all(works: Sequence[Callable[[], int]], seconds: float) -> Iterator[tuple[int, Outcome]]:
    """Do each in a process of its own, so many at once; each with its number as it ends."""
    with tempfile.TemporaryDirectory() as folder:
        waiting, running = list(enumerate(works)), dict[int, tuple[int, float]]()
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                number, work = waiting.pop(0)
                running[fork(work, Path(folder) / str(number))] = (number, time.monotonic())
            for pid, (number, began) in list(running.items()):
                passed = time.monotonic() - began
                ended, status = os.waitpid(pid, os.WNOHANG)
                late = passed > seconds
                if late and not ended:
                    os.killpg(pid, signal.SIGKILL)
                    ended, status = os.waitpid(pid, 0)
                if ended:
                    told = (Path(folder) / str(number) / "told").read_text("utf-8", "replace")
                    code = None if late else os.waitstatus_to_exitcode(status)
                    del running[pid]
                    yield number, Outcome(code, told, passed)
            time.sleep(0.02)


def fork(work: Callable[[], int], folder: Path) -> int:
    """Do it in a new process, with `folder` for what it prints and writes."""
    folder.mkdir()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 3
    try:
        os.setsid()
        told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT)
        os.dup2(told, 1)
        os.dup2(told, 2)
        tempfile.tempdir = str(folder)
        code = work()
        sys.stdout.flush()
    finally:
        os._exit(code)


def run_tests(tests: Sequence[str]) -> int:
    """The tests, until the first that fails."""
    quiet = ("-q", "-x", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout", str(SECONDS))
    return int(pytest.main([*quiet, "-m", "not browser", *tests]))


def try_mutant(mutant: Mutant) -> int:
    """Its tests, with the one module broken."""
    sys.meta_path.insert(0, Breaking(mutant))
    return run_tests(mutant.tests)


class Breaking(importlib.abc.MetaPathFinder):
    """Finds the one module that is broken."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.file.removesuffix(".py").replace("/", ".")

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        file = str(ROOT / self.mutant.file)
        return importlib.util.spec_from_file_location(fullname, file, loader=Broken(self.mutant, fullname, file))


class Broken(importlib.machinery.SourceFileLoader):
    """Loads a module with one line changed; what Python has kept of the sound one is left aside."""

    def __init__(self, mutant: Mutant, fullname: str, path: str) -> None:
        super().__init__(fullname, path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text("utf-8").replace(self.mutant.line, self.mutant.broken)
        return compile(source, self.path, "exec", dont_inherit=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(min(1, main(sys.argv[1:])))
