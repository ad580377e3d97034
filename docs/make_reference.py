"""Writes the tables of settings, commands and routes into the documents: `.venv/bin/python docs/make_reference.py`.

A test fails if a table is out of date.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import click

from kms.app import create_app
from kms.cli import main as kms
from kms.config import Config
from kms.runtime import Runtime
from kms.upgrade import upgrade

DOCS = Path(__file__).parent
_BLOCK = re.compile(r"(<!-- made by docs/make_reference.py -->\n).*?(<!-- end -->)", re.S)


def main() -> None:
    for name, text in documents().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        print(name)


def documents() -> dict[str, str]:
    """Each document with its regenerated table."""
    makers: dict[str, Callable[[], str]] = {
        "admin/settings.md": settings,
        "admin/commands.md": commands,
        "api/README.md": routes,
    }
    return {name: _put((DOCS / name).read_text(encoding="utf-8"), make()) for name, make in makers.items()}


def settings() -> str:
    """Every setting with its default."""
    rows = [
        (f"`KMS_{entry.name.upper()}`", f"`{_shown(entry.default)}`" if entry.default != "" else "–",
         entry.metadata["help"])
        for entry in fields(Config)
    ]  # fmt: skip
    return _table(("variable", "default", "meaning"), rows)


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n".join(_section(words, command) for words, command in _walk("kms", kms))


def routes() -> str:
    """Every route of the JSON API, from its own OpenAPI document."""
    document = openapi()
    rows = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "put", "post", "patch", "delete"):
                continue
            names = [f"`{p['name']}`" for p in operation.get("parameters", []) if p["in"] == "query"]
            rows.append((f"`{method.upper()} {path}`", operation["summary"], " ".join(names)))
    return _table(("route", "what it does", "query"), rows)


def openapi() -> dict[str, dict[str, dict[str, dict[str, list[dict[str, str]]]]]]:
    """The OpenAPI document that a fresh installation serves."""
    with tempfile.TemporaryDirectory() as data:
        runtime = Runtime.from_config(Config(data=Path(data)))
        upgrade(runtime.database)
        client = create_app(runtime.config, runtime).test_client()
        answer = client.get("/api/v1/openapi.json", base_url=runtime.config.url)
        runtime.close()
        return json.loads(answer.data)


def _walk(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _walk(f"{words} {name}", inner)
    else:
        yield words, command


def _section(words: str, command: click.Command) -> str:
    usage = " ".join([words, *(p.make_metavar(click.Context(command)) for p in command.params
                               if isinstance(p, click.Argument))])  # fmt: skip
    options = [(f"`{' '.join(p.opts)}`", _help(p)) for p in command.params if isinstance(p, click.Option)]
    help_text = " ".join((command.help or "").split())
    return f"### `{usage}`\n\n{help_text}\n\n{_table(('option', 'meaning'), options)}"


def _help(option: click.Option) -> str:
    words = option.help or ("Whether." if option.is_flag else "")
    if isinstance(option.type, click.Choice):
        words = f"{words} One of: {', '.join(option.type.choices)}.".strip()
    if option.show_default and option.default is not None and not option.is_flag:
        words = f"{words} Default: {option.default}.".strip()
    return f"{words} Required.".strip() if option.required else words


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line).rstrip() + " |\n" for line in lines)


def _put(text: str, made: str) -> str:
    if not _BLOCK.search(text):
        raise SystemExit("a document has no place for its table")
    return _BLOCK.sub(lambda match: f"{match[1]}\n{made}\n{match[2]}", text)


if __name__ == "__main__":
    main()
