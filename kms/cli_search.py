"""Search commands: query, measure quality, rebuild the index."""

import json
from itertools import zip_longest
from pathlib import Path

import click

from kms.access.policy import reach
from kms.admin.search_quality import NotReadable, Outcome, every_list, measure, read_questions, scores
from kms.cli_base import DATA, get_actor, open_runtime, wait_for_worker
from kms.jobs.queue import enqueue
from kms.search.engine.tasks import JOB, REBUILD
from kms.search.query import parser
from kms.search.results import service as search_service


@click.command()
@DATA
@click.argument("words", nargs=-1, required=True)
@click.option("--as", "user_name", required=True, help="User name to search as.")
@click.option("--limit", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--explain", "explained", is_flag=True, help="Show the components of each score.")
def search(
    data: Path | None, words: tuple[str, ...], user_name: str, limit: int, as_json: bool, explained: bool
) -> None:
    """Search as a given person."""
    runtime = open_runtime(data)
    with runtime.database.reading() as session:
        readable = reach(session, get_actor(session, user_name))
        found = search_service.search(session, runtime.index, runtime.sources, readable, " ".join(words), limit=limit)
    if as_json:
        items = [{"type": r.hit.kind, "id": r.hit.id, "title": r.hit.title, "url": r.hit.url,
                  "passage": "".join(t for t, _ in r.passage)} for r in found.items]  # fmt: skip
        click.echo(json.dumps({"total": found.total, "items": items}, ensure_ascii=False))
        return
    expression = parser.parse(" ".join(words)).expression
    keys = [(result.hit.kind, result.hit.id) for result in found.items]
    weights = runtime.index.explain(expression, readable, keys) if explained and expression else []
    for result, weight in zip_longest(found.items, weights):
        click.echo(f"{result.hit.title}  ({result.hit.url})")
        if weight:
            click.echo(
                f"    {weight.score:.2f} = words {weight.words:.2f} × worth {weight.worth:.2f} × title and nearness "
                f"{weight.title:.2f} × fullness {weight.fullness:.2f} + exact {weight.exact:.0f}"
            )
    click.echo(f"{found.total} found")


@click.command()
@DATA
def reindex(data: Path | None) -> None:
    """Rebuild the search index from the database."""
    runtime = open_runtime(data)
    lock = runtime.worker_lock()
    if not lock.try_acquire():
        with runtime.database.transaction() as session:
            enqueue(session, REBUILD, ["all"])
        lock.release()
        wait_for_worker(runtime, kinds=(REBUILD, JOB))
        click.echo("The worker of the running server has built the index anew.")
        return
    try:
        count = runtime.indexing.rebuild()
        runtime.worker().drain((JOB,))
    finally:
        lock.release()
    click.echo(f"{count} pages and bookmarks are in the index.")


@click.command("search-quality")
@DATA
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "user_name", help="User name to search as (default: everything that is shared with anyone).")
def search_quality(data: Path | None, file: Path, user_name: str | None) -> None:
    """Run queries with known answers and report the ranks of those answers.

    FILE has three tab-separated columns: language, question, and the documents that answer it, separated by |. A
    document is identified by the path it was imported from; its folder's name and .md may be omitted.
    """
    runtime = open_runtime(data)
    try:
        questions = read_questions(file.read_text("utf-8"))
    except (NotReadable, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file}: {fault}") from fault
    with runtime.database.reading() as session:
        readable = reach(session, get_actor(session, user_name)) if user_name else every_list(session)
        outcomes = measure(session, runtime.index, readable, questions)
    click.echo("language     n  hit@1  hit@5  MRR@10")
    for s in scores(outcomes):
        click.echo(f"{s.language:8} {s.count:5}  {s.hit_at_1:5.2f}  {s.hit_at_5:5.2f}  {s.mean_reciprocal_rank:6.2f}")
    for outcome in outcomes:
        if outcome.place != 1:
            click.echo(_missed(outcome))


def _missed(outcome: Outcome) -> str:
    place = f"at {outcome.place}" if outcome.place else "not found"
    question = outcome.question
    return f"{place:9}  {question.language}  {question.words}  (at the top: {outcome.first or 'nothing'})"


COMMANDS = [search, reindex, search_quality]
