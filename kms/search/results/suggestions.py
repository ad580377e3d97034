"""Suggestions while typing: a few of each kind, titles with that prefix before other matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.search_sources import SearchHit, SearchSource
from kms.core.text import fold_key
from kms.search.engine.port import IndexBroken, SearchIndex
from kms.search.language.analysis import fold, normal, runs
from kms.search.query import parser
from kms.search.query.expressions import And, Expression, Or, Prefix, Word
from kms.search.results.kinds import KINDS
from kms.search.results.passages import Piece
from kms.search.results.service import read_hits
from kms.tags.queries import names_by_key

LONGEST = parser.MAX_CHARS
_MOST = {"page": 4, "bookmark": 3}
_MOST_OF_OTHERS, _TAGS = 2, 3
_LOOK_AT = 30


@dataclass(frozen=True)
class Suggestion:
    """A suggestion: its title as pieces (text, typed), and its hit."""

    hit: SearchHit
    title: Sequence[Piece]


@dataclass(frozen=True)
class TagSuggestion:
    """A tag suggestion: its name as pieces, and how many visible documents have it."""

    name: str
    title: Sequence[Piece]
    count: int


def suggestions(
    session: Session, index: SearchIndex, sources: Mapping[str, SearchSource], reach: Reach, typed: str
) -> dict[str, list[Suggestion]]:
    """Return a few documents of each kind within reach, by kind, in the order of `KINDS`."""
    typed = typed[:LONGEST]
    try:
        begun = index.suggest(typed, reach, _LOOK_AT)
        found = index.find(being_typed(typed), reach, limit=_LOOK_AT).ids if typed.strip() else []
    except IndexBroken:
        return {}
    grouped: dict[str, list[Suggestion]] = {kind: [] for kind in KINDS}
    for hit in read_hits(session, sources, reach, _few_of_each([*begun, *found])):
        grouped.setdefault(hit.kind, []).append(Suggestion(hit, mark_typed(hit.title, typed)))
    return {kind: found for kind, found in grouped.items() if found}


def tag_suggestions(session: Session, counts: Mapping[str, int], typed: str) -> list[TagSuggestion]:
    """Return those of these tags, by key, that start with what was typed or have a word that does; most used first."""
    wanted = fold(fold_key(typed[:LONGEST]))
    if not wanted:
        return []
    keys = [key for key in counts if f" {fold(key)}".find(f" {wanted}") >= 0]
    best = sorted(keys, key=lambda key: (-counts[key], key))[:_TAGS]
    names = names_by_key(session, best)
    return [TagSuggestion(names[key], mark_typed(names[key], typed), counts[key]) for key in best if key in names]


def being_typed(text: str) -> Expression | None:
    """Return the expression for incomplete input: the last word is a prefix."""
    expression = parser.parse(text).expression
    return expression if text.endswith((" ", '"', ")")) else _going_on(expression)


def _going_on(expression: Expression | None) -> Expression | None:
    if isinstance(expression, Word) and len(expression.text) >= parser.MIN_PREFIX and expression.text.isalpha():
        return Or((expression, Prefix(expression.text)))
    if isinstance(expression, And) and (last := _going_on(expression.items[-1])):
        return replace(expression, items=(*expression.items[:-1], last))
    return expression


def _few_of_each(ids: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    taken: dict[str, int] = {}
    few = []
    for kind, id in dict.fromkeys(ids):
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= _MOST.get(kind, _MOST_OF_OTHERS):
            few.append((kind, id))
    return few


def mark_typed(title: str, typed: str) -> list[Piece]:
    """Return the title as pieces (text, marked): the typed prefixes of its words are marked."""
    title = normal(title)
    words = [fold(run[0].lower()) for run in runs(normal(typed))]
    pieces: list[Piece] = []
    at = 0
    for run in runs(title):
        length = _typed_length(run[0], words)
        if length:
            pieces += [(title[at : run.start()], False), (title[run.start() : run.start() + length], True)]
            at = run.start() + length
    return [piece for piece in (*pieces, (title[at:], False)) if piece[0]]


def _typed_length(word: str, typed: Sequence[str]) -> int:
    """Return how many letters of the word the longest typed prefix covers; case-folding may lengthen it (ß to ss)."""
    folded = fold(word.lower())
    longest = max((len(beginning) for beginning in typed if folded.startswith(beginning)), default=0)
    if not longest:
        return 0
    return next(n for n in range(1, len(word) + 1) if len(fold(word[:n].lower())) >= longest)
