"""Measure search quality: queries with known answers, and the rank of those answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.models import AccessList
from kms.core.reach import Reach
from kms.search.engine.port import SearchIndex
from kms.search.query.parser import parse
from kms.wiki.models import Page

DEPTH = 10


class NotReadable(ValueError):
    """A line that is not `language TAB question TAB document|document …`."""


@dataclass(frozen=True)
class QualityQuestion:
    """A query, and the documents that answer it."""

    language: str
    words: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """The rank of the first answer (1 is the top, 0 is not among the first ten), and what was at the top."""

    question: QualityQuestion
    place: int
    first: str


@dataclass(frozen=True)
class Score:
    """Metrics of one language: share of answers at the top and in the first five, and the mean reciprocal rank."""

    language: str
    count: int
    hit_at_1: float
    hit_at_5: float
    mean_reciprocal_rank: float


def read_questions(text: str) -> list[QualityQuestion]:
    """Parse a file of tab-separated lines; empty lines and those starting with # are ignored."""
    return list(_questions(text))


def measure(session: Session, index: SearchIndex, reach: Reach, questions: Sequence[QualityQuestion]) -> list[Outcome]:
    """Run each query and look for its answers in the first ten pages and bookmarks within reach."""
    return [_asked(session, index, reach, question) for question in questions]


def scores(outcomes: Sequence[Outcome]) -> list[Score]:
    """Return one score per language."""
    languages = sorted({outcome.question.language for outcome in outcomes})
    return [_score(name, [o.place for o in outcomes if o.question.language == name]) for name in languages]


def every_list(session: Session) -> Reach:
    """A reach of everything except what belongs to a single person: for metrics, never for display."""
    return Reach(None, frozenset(session.scalars(select(AccessList.id))))


def _questions(text: str) -> Iterator[QualityQuestion]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 3 or not all(column.strip() for column in columns):
            raise NotReadable(f"line {number}: language, question and documents have to be separated by tabs")
        language, words, answers = columns
        yield QualityQuestion(language.strip(), words.strip(), tuple(map(_bare, answers.split("|"))))


def _asked(session: Session, index: SearchIndex, reach: Reach, question: QualityQuestion) -> Outcome:
    found = index.find(parse(question.words).expression, reach, limit=DEPTH).ids
    names = _names(session, [id for kind, id in found if kind == "page"])
    listed = [names.get(id, "") if kind == "page" else "" for kind, id in found]
    place = next((place for place, name in enumerate(listed, 1) if _answers(question, name)), 0)
    return Outcome(question, place, listed[0] if listed else "")


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(Page.id, Page.source_path, Page.title).where(Page.id.in_(ids))
    return {id: _bare(path) if path else title for id, path, title in session.execute(query)}


def _answers(question: QualityQuestion, name: str) -> bool:
    """The path may be prefixed with the name of the imported folder."""
    return bool(name) and any(name == answer or answer.partition("/")[2] == name for answer in question.answers)


def _bare(path: str) -> str:
    name = path.strip().strip("/")
    return str(PurePosixPath(name).with_suffix("")) if name.endswith(".md") else name


def _score(language: str, places: Sequence[int]) -> Score:
    count = len(places)
    return Score(
        language,
        count,
        sum(place == 1 for place in places) / count,
        sum(1 <= place <= 5 for place in places) / count,
        sum(1 / place for place in places if place) / count,
    )
