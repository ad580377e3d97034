"""The command `kms`: everything an administrator or a script does without a browser."""

import logging
import os
import signal
import sys
import time
from pathlib import Path
from urllib.parse import quote

import click

from kms import cli_data, cli_search, demo, serving
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, PersonDraft
from kms.accounts.models import LEAD, MEMBER
from kms.accounts.people import service as people
from kms.audit.service import record
from kms.cli_base import DATA, explain, get_actor, open_runtime, wait_for_worker
from kms.config import Config
from kms.core.errors import KmsError
from kms.core.processes import watch_parent
from kms.runtime import Runtime
from kms.settings.queries import current
from kms.signin import keys
from kms.signin.codes import CodeTerms, make_start_code
from kms.signin.inputs import TokenDraft
from kms.signin.passwords import hash_where_given


@click.group()
@click.version_option(package_name="kms")
def main() -> None:
    """kms: a company wiki with shared bookmarks."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
@DATA
def init(data: Path | None) -> None:
    """Create the data directory and its database; asks no questions, creates no accounts."""
    runtime = open_runtime(data)
    click.echo(f"{runtime.config.data} is ready.")


@main.command()
@DATA
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Number of web processes.")
@click.option("--tls-cert", type=click.Path(exists=True, path_type=Path), help="TLS certificate (PEM).")
@click.option("--tls-key", type=click.Path(exists=True, path_type=Path), help="TLS private key (PEM, PKCS 8).")
@click.option("--demo", "with_demo", is_flag=True, help="Fill an empty installation with the demo company.")
def serve(
    data: Path | None, host: str, port: int, workers: int, tls_cert: Path | None, tls_key: Path | None, with_demo: bool
) -> None:
    """Serve the installation: web server and background worker."""
    scheme = "https" if tls_cert else "http"
    url = os.environ.get("KMS_URL") or f"{scheme}://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    serving.finish_restoring(Config.from_environment(data=data))
    runtime = open_runtime(data, url=url)
    if with_demo:
        _fill_demo(runtime)
    click.echo(f"kms is at {runtime.config.url} (data in {runtime.config.data}); stop it with Ctrl+C.")
    with runtime.database.reading() as session:
        if not queries.anyone_exists(session):
            click.echo(f"Nobody is here yet: open {runtime.config.url}/setup to make the first account.")
    if not runtime.config.https:
        click.echo("Note: plain http. For a company network use --tls-cert and --tls-key, or a proxy with https.")
    try:
        serving.serve(runtime.config, runtime, serving.Listen(host, port, workers, tls_cert, tls_key))
    except serving.AlreadyRunning as fault:
        raise click.ClickException(f"A server is running on {runtime.config.data} already.") from fault


def _fill_demo(runtime: Runtime) -> None:
    if demo.is_empty(runtime):
        demo.fill(runtime)
        wait_for_worker(runtime)
    for line in demo.sign_ins(runtime):
        click.echo(line)


@main.command()
@DATA
def worker(data: Path | None) -> None:
    """Run background jobs only; `serve` starts a worker by itself."""
    runtime = open_runtime(data)
    lock = runtime.worker_lock()
    while not lock.try_acquire():
        time.sleep(0.5)
    watch_parent()
    running = runtime.worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stop.set())
    runtime.indexing.start()
    running.run()


@main.group()
def user() -> None:
    """Manage people."""


@user.command("add")
@DATA
@click.argument("name")
@click.option("--email", default="", help="E-mail address, if there is one.")
@click.option("--name", "full_name", default="", help="Full name.")
@click.option("--admin", is_flag=True, help="Make an administrator.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def user_add(data: Path | None, name: str, email: str, full_name: str, admin: bool, password_stdin: bool) -> None:
    """Add a person."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else click.prompt("Password", hide_input=True)
    form = {"user_name": name, "name": full_name, "email": email, "password": password}
    try:
        draft = PersonDraft.parse(form)
        with open_runtime(data).database.transaction() as session:
            person = people.create_person(session, draft, hash_where_given(draft.password), is_admin=admin)
            for kind in ("person.added", *(["person.admin"] if admin else [])):
                record(session, None, kind, whom=person.id)
    except KmsError as fault:
        raise explain(fault) from fault
    click.echo(f"{name} was added.")


@user.command("code")
@DATA
@click.argument("name")
def user_code(data: Path | None, name: str) -> None:
    """Create a start code for a person, even when nobody can sign in any more, and print it once."""
    runtime = open_runtime(data)
    with runtime.database.transaction() as session:
        terms = CodeTerms(runtime.config.secret(), current(session).start_code_days)
        person_id = get_actor(session, name).person_id
        code = make_start_code(session, terms, person_id, None)
        record(session, None, "person.code", whom=person_id)
    click.echo(f"{runtime.config.url.rstrip('/')}/start?user={quote(name)}\n{code}")


@main.group()
def group() -> None:
    """Manage groups."""


@group.command("add")
@DATA
@click.argument("name")
@click.option("--lead", "leads", multiple=True, help="User name of a lead; can be repeated.")
@click.option("--member", "members", multiple=True, help="User name of a member; can be repeated.")
def group_add(data: Path | None, name: str, leads: tuple[str, ...], members: tuple[str, ...]) -> None:
    """Add a group with its members."""
    try:
        draft = GroupDraft.parse({"name": name})
        with open_runtime(data).database.transaction() as session:
            made = groups.create_group(session, draft)
            record(session, None, "group.added", group=made.id)
            for role, names in ((MEMBER, members), (LEAD, leads)):
                for user_name in names:
                    groups.add_member(session, None, made.id, get_actor(session, user_name).person_id, role)
    except KmsError as fault:
        raise explain(fault) from fault
    click.echo(f"The group {name} was added.")


@main.group()
def token() -> None:
    """Manage API keys."""


@token.command("create")
@DATA
@click.argument("user_name")
@click.option("--label", required=True, help="What the key is for.")
@click.option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True)
def token_create(data: Path | None, user_name: str, label: str, scope: str) -> None:
    """Create an API key and print it once."""
    try:
        draft = TokenDraft.parse({"label": label, "scope": scope})
        with open_runtime(data).database.transaction() as session:
            actor = get_actor(session, user_name)
            made = keys.create_token(session, actor, draft)
            record(session, None, "person.key", whom=actor.person_id)
    except KmsError as fault:
        raise explain(fault) from fault
    click.echo(made)


for _command in (*cli_data.COMMANDS, *cli_search.COMMANDS):
    main.add_command(_command)

if __name__ == "__main__":
    main()
