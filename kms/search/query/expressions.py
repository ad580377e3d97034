"""The meaning of a search: a tree of words, phrases and properties, independent of the query syntax."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A word, with all its inflected forms."""

    text: str


@dataclass(frozen=True)
class Prefix:
    """The beginning of a word (`kund*`)."""

    text: str


@dataclass(frozen=True)
class Phrase:
    """Adjacent words."""

    text: str


@dataclass(frozen=True)
class InTitle:
    """Words in the title."""

    text: str


@dataclass(frozen=True)
class FieldFilter:
    """A property: `field` is one of `kms.search.query.operators.FIELDS`, dates are ISO 8601."""

    field: str
    value: str


@dataclass(frozen=True)
class Not:
    """Everything except `item`."""

    item: "Expression"


@dataclass(frozen=True)
class And:
    """Matches every item."""

    items: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """Matches at least one item."""

    items: tuple["Expression", ...]


Expression = Word | Prefix | Phrase | InTitle | FieldFilter | Not | And | Or


def parted(expression: Expression | None) -> tuple[tuple[Expression, ...], tuple[FieldFilter | Not, ...]]:
    """Split an expression into the terms to search for and the conditions that only narrow the results."""
    items = expression.items if isinstance(expression, And) else (expression,) if expression else ()
    words = tuple(item for item in items if not isinstance(item, FieldFilter | Not))
    return words, tuple(item for item in items if isinstance(item, FieldFilter | Not))


def words_of(expression: Expression | None) -> tuple[str, ...]:
    """Return the words and phrases to search for, without excluded ones: for highlighting and for exact titles."""
    if isinstance(expression, Word | Prefix | Phrase | InTitle):
        return (expression.text,)
    if isinstance(expression, And | Or):
        return tuple(word for item in expression.items for word in words_of(item))
    return ()


def written(expression: Expression, other: Mapping[str, str]) -> str:
    """Return the expression in query syntax, with some words replaced."""
    match expression:
        case Word(text):
            return other.get(text.lower(), text)
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return f'"{text}"'
        case InTitle(text):
            return f"in:title:{_quoted(text)}"
        case FieldFilter(name, value):
            return f"{name}:{_quoted(value)}"
        case Not(item):
            return f"-{_bracketed(item, other)}"
        case Or(items):
            return " OR ".join(_bracketed(item, other) for item in items)
        case And(items):
            return " ".join(_bracketed(item, other) for item in items)


def _bracketed(item: Expression, other: Mapping[str, str]) -> str:
    text = written(item, other)
    return f"({text})" if isinstance(item, And | Or) else text


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
