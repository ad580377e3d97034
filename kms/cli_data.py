"""Commands that move data: import, export, backup, restore, doctor."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import click

from kms.admin.checks import self_check
from kms.backups import archive
from kms.bookmarks import exporting, importing
from kms.bookmarks import queries as bookmarks
from kms.cli_base import DATA, explain, get_actor, open_runtime, wait_for_worker
from kms.config import Config
from kms.core.db import integrity_faults
from kms.core.errors import KmsError
from kms.files.models import TEXT_FOUND_JOB, TEXT_JOB
from kms.files.queries import progress
from kms.files.tasks import read_again
from kms.runtime import Runtime
from kms.search.engine.tasks import JOB
from kms.sharing import audiences
from kms.wiki.importing import folder as import_folder

ACCESS = click.option("--access", default="private", show_default=True, help="everyone, private or group:NAME.")
BY = click.option("--by", "user_name", required=True, help="User name of the person who imports.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
NO_WAIT = click.option("--no-wait", is_flag=True, help="Do not wait until everything is indexed.")


@click.group("import")
def import_group() -> None:
    """Import existing content."""


@import_group.command("markdown")
@DATA
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--space", required=True, help="Short name of the space; created if missing.")
@BY
@ACCESS
@click.option("--keep", is_flag=True, help="Import the files byte for byte, without changing links.")
@JSON
@NO_WAIT
def import_markdown(
    data: Path | None, path: Path, space: str, user_name: str, access: str, keep: bool, as_json: bool, no_wait: bool
) -> None:
    """Import a folder, .zip or .tar.gz of Markdown files as pages; running it again changes nothing."""
    runtime = open_runtime(data)
    with runtime.database.reading() as session:
        actor = get_actor(session, user_name)
    try:
        with ProgressBar("Pages", as_json) as tell:
            report = import_folder.run(
                runtime.database, runtime.files, actor, path, space, access, keep=keep, progress=tell
            )
    except KmsError as fault:
        raise explain(fault) from fault
    wait_for_worker(runtime, not no_wait)
    print_report(report, as_json)


@import_group.command("bookmarks")
@DATA
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@BY
@ACCESS
@JSON
@NO_WAIT
def import_bookmarks(data: Path | None, path: Path, user_name: str, access: str, as_json: bool, no_wait: bool) -> None:
    """Import a browser's bookmark file (Netscape format); running it again changes nothing."""
    runtime = open_runtime(data)
    with runtime.database.reading() as session:
        actor = get_actor(session, user_name)
    try:
        with ProgressBar("Bookmarks", as_json) as tell:
            report = importing.run(runtime.database, actor, path, access, progress=tell)
    except KmsError as fault:
        raise explain(fault) from fault
    wait_for_worker(runtime, not no_wait)
    print_report(report, as_json)


class ProgressBar:
    """A progress bar on a terminal, a line every few seconds elsewhere; call it with (done, total)."""

    def __init__(self, label: str, quiet: bool) -> None:
        self.label, self.quiet = label, quiet
        self._bar: Any = None
        self._shown = 0

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def __call__(self, done: int, total: int) -> None:
        if self.quiet:
            return
        stream = sys.stderr
        if not stream.isatty():
            if done == total or done - self._shown >= 500:
                self._shown = done
                click.echo(f"{self.label}: {done} of {total}", err=True)
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self.label, file=stream)
        self._bar.update(done - self._shown)
        self._shown = done


def print_report(report: Any, as_json: bool) -> None:
    """Print the counts, then what was skipped and why."""
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
        return
    for line in report.lines():
        click.echo(line)


@click.group("export")
def export_group() -> None:
    """Export content."""


@export_group.command("bookmarks")
@DATA
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@BY
def export_bookmarks(data: Path | None, path: Path, user_name: str) -> None:
    """Export a person's own bookmarks as a browser's bookmark file (.html) or as JSON (.json)."""
    runtime = open_runtime(data)
    with runtime.database.reading() as session:
        rows = bookmarks.all_of(session, get_actor(session, user_name).person_id)
        tags = bookmarks.tags_of(session, [row.id for row in rows])
        access = audiences.of_lists(session, [row.acl_id for row in rows])
    if path.suffix == ".json":
        text = json.dumps(exporting.records(rows, tags, access), ensure_ascii=False, indent=1)
    else:
        text = exporting.netscape(rows, tags, access)
    path.write_text(text, encoding="utf-8")
    click.echo(f"{len(rows)} bookmarks are in {path}.")


@click.command()
@DATA
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(data: Path | None, file: Path) -> None:
    """Write everything into a single file; the server may be running."""
    runtime = open_runtime(data)
    count = archive.backup(runtime.config.data, runtime.database, runtime.files, file)
    click.echo(f"{file} holds the database and {count} files.")


@click.command()
@DATA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(data: Path | None, file: Path) -> None:
    """Restore a backup into an empty data directory."""
    target = Config.from_environment(data=data).data
    try:
        archive.restore(file, target)
    except archive.NotRestored as fault:
        raise click.ClickException(str(fault)) from fault
    runtime = open_runtime(data)
    wait_for_worker(runtime)
    click.echo(f"{target} is restored.")


@click.command()
@DATA
def doctor(data: Path | None) -> None:
    """Check the installation and report problems; the exit status is 1 if data are damaged."""
    runtime = open_runtime(data)
    with runtime.database.reading() as session:
        for check in self_check(runtime.config, runtime.backups, session):
            click.echo(f"{'ok  ' if check.ok else 'look'} {check.message}")
    damaged = damage(runtime)
    for line in damaged:
        click.echo(f"DAMAGED {line}")
    if damaged:
        raise SystemExit(1)
    click.echo("ok   Database and files are sound.")


def damage(runtime: Runtime) -> list[str]:
    """Return problems found in the database and in the stored files."""
    found = integrity_faults(runtime.database.engine)
    found += [f"file {name} has changed on disk" for name in runtime.files.contents() if not runtime.files.sound(name)]
    return found


@click.command("demo")
@DATA
def demo_command(data: Path | None) -> None:
    """Fill an empty installation with the demo company."""
    from kms import demo

    runtime = open_runtime(data)
    if not demo.is_empty(runtime):
        raise click.ClickException(f"{runtime.config.data} is not empty; the demo only fills an empty installation.")
    demo.fill(runtime)
    wait_for_worker(runtime)
    for line in demo.sign_ins(runtime):
        click.echo(line)


@click.command("read-files")
@DATA
@click.option("--failed", is_flag=True, help="Only those whose text could not be read.")
@NO_WAIT
def read_files(data: Path | None, failed: bool, no_wait: bool) -> None:
    """Extract the text of all attached files again, for the search."""
    runtime = open_runtime(data)
    if runtime.reading_limits() is None:
        raise click.ClickException("Reading files is switched off (KMS_READ_FILES).")
    with runtime.database.transaction() as session:
        count = read_again(session, only_failed=failed)
    wait_for_worker(runtime, not no_wait, (TEXT_JOB, TEXT_FOUND_JOB, JOB))
    with runtime.database.reading() as session:
        now = progress(session)
    click.echo(f"{count} files to read; in all: {now.read} with text, {now.none} without, {now.failed} failed.")


COMMANDS = (import_group, export_group, backup, restore, doctor, demo_command, read_files)
