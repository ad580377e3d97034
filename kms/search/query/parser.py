"""Parse the text of the search box into an expression tree, within limits and without ever failing."""

import re
from dataclasses import dataclass

from kms.core.text import N_, Message
from kms.search.query import operators
from kms.search.query.expressions import And, Expression, FieldFilter, InTitle, Not, Or, Phrase, Prefix, Word

MAX_CHARS = 256
MAX_TERMS = 16
MAX_DEPTH = 5
MAX_PREFIXES = 2
MIN_PREFIX = 3

_LEXEME = re.compile(r'-?(?:[^\W\d_]+:){0,2}"[^"]*"?|-?\(|\)|[^\s()"]+')
_LETTERS = re.compile(r"[^\W\d_]")

_CUT = N_("Only the first %(limit)s characters were searched.", limit=MAX_CHARS)
_MANY = N_("Only the first %(limit)s words were searched.", limit=MAX_TERMS)
_DEEP = N_("Brackets nest at most %(limit)s deep; the inner ones were ignored.", limit=MAX_DEPTH)
_QUOTE = N_("A quotation mark is missing; its words were searched one by one.")
_BRACKET = N_("A bracket is missing its partner and was ignored.")
_STAR = N_("A * stands at the end of a word, after at least %(limit)s letters.", limit=MIN_PREFIX)
_STARS = N_("At most %(limit)s words may end in *.", limit=MAX_PREFIXES)
_DATE = N_("“%(value)s” is not a date; it was searched as a word.", value="")
_VALUE = N_("“%(value)s” is not known here; it was searched as a word.", value="")


@dataclass(frozen=True)
class SearchQuery:
    """The parsed query, None if nothing is left to search; `notices` describe what was dropped or reinterpreted."""

    text: str
    expression: Expression | None
    notices: tuple[Message, ...] = ()


def parse(text: str) -> SearchQuery:
    """Parse `text`; a syntax error or excess is searched as plain words within the limits, with a notice."""
    reader = _Reader(text)
    return SearchQuery(reader.text, reader.read(), tuple(reader.notices))


class _Reader:
    """Recursive descent parser for at most MAX_TERMS terms and MAX_DEPTH levels of brackets."""

    def __init__(self, text: str) -> None:
        self.notices: list[Message] = []
        self.text = text[:MAX_CHARS]
        if len(text) > MAX_CHARS:
            self._notice(_CUT)
        self._lexemes = _LEXEME.findall(self.text)
        self._next = 0
        self._terms = 0
        self._prefixes = 0

    def read(self) -> Expression | None:
        found = []
        while self._next < len(self._lexemes):
            expression = self._any(0)
            if expression:
                found.append(expression)
            if self._next < len(self._lexemes):  # an unmatched closing bracket
                self._next += 1
                self._notice(_BRACKET)
        return _all(found)

    def _any(self, depth: int) -> Expression | None:
        branches = [self._all(depth)]
        while self._peek() in ("OR", "ODER", "|"):
            self._next += 1
            branches.append(self._all(depth))
        found = tuple(branch for branch in branches if branch)
        return Or(found) if len(found) > 1 else (found[0] if found else None)

    def _all(self, depth: int) -> Expression | None:
        items = []
        while self._peek() not in (None, ")", "OR", "ODER", "|"):
            item = self._item(depth)
            if item:
                items.append(item)
        return _all(items)

    def _item(self, depth: int) -> Expression | None:
        lexeme = self._take()
        if lexeme in ("AND", "UND", "&"):
            return None
        if lexeme in ("NOT", "NICHT"):
            return self._negated_next(depth)
        if lexeme.startswith("-") and len(lexeme) > 1:
            return _negated(self._positive(lexeme[1:], depth))
        return self._positive(lexeme, depth)

    def _negated_next(self, depth: int) -> Expression | None:
        while self._peek() in ("NOT", "NICHT", "AND", "UND"):
            self._next += 1
        if self._peek() in (None, ")", "OR", "ODER"):
            return None
        return _negated(self._positive(self._take().lstrip("-"), depth))

    def _positive(self, lexeme: str, depth: int) -> Expression | None:
        if lexeme == "(":
            return self._bracket(depth)
        before, quote, inside = lexeme.partition('"')
        if not quote:
            return self._word(lexeme)
        if not inside.endswith('"'):
            self._notice(_QUOTE)
            words = f"{before}{inside}".split()
            return _all([word for text in words if (word := self._word(text))])
        return self._quoted(before, " ".join(inside[:-1].split()))

    def _bracket(self, depth: int) -> Expression | None:
        if depth + 1 > MAX_DEPTH:
            self._notice(_DEEP)
            while self._peek() == "(":
                self._next += 1
            return None
        inside = self._any(depth + 1)
        if self._peek() == ")":
            self._next += 1
        else:
            self._notice(_BRACKET)
        return inside

    def _quoted(self, before: str, inside: str) -> Expression | None:
        field, value = operators.split(before + inside)
        if field and field != operators.TITLE:
            return self._filter(field, value) if self._counted() else None
        if not field and before:
            inside = f"{before} {inside}"
        allowed = " ".join(text for text in (value if field else inside).split() if self._counted())
        if not any(c.isalnum() for c in allowed):
            return None
        return InTitle(allowed) if field else Phrase(allowed)

    def _word(self, lexeme: str) -> Expression | None:
        if not any(c.isalnum() for c in lexeme):
            if "*" in lexeme:
                self._notice(_STAR)
            return None
        if not self._counted():
            return None
        field, value = operators.split(lexeme)
        if field == operators.TITLE:
            return InTitle(value)
        return self._filter(field, value) if field else self._plain(lexeme)

    def _filter(self, field: str, typed: str) -> Expression:
        value = operators.value_of(field, typed)
        if value is None:
            notice = _DATE if field in ("before", "after") else _VALUE
            self._notice(Message(notice.id, {"value": typed}))
            return Word(typed)
        return FieldFilter(field, value)

    def _plain(self, lexeme: str) -> Expression:
        bare = lexeme.strip("*")
        if "*" not in lexeme:
            return Word(lexeme)
        if lexeme.startswith("*") or len(_LETTERS.findall(bare)) < MIN_PREFIX or "*" in bare:
            self._notice(_STAR)
            return Word(bare.replace("*", " "))
        if self._prefixes >= MAX_PREFIXES:
            self._notice(_STARS)
            return Word(bare)
        self._prefixes += 1
        return Prefix(bare)

    def _counted(self) -> bool:
        if self._terms >= MAX_TERMS:
            self._notice(_MANY)
            return False
        self._terms += 1
        return True

    def _peek(self) -> str | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _take(self) -> str:
        self._next += 1
        return str(self._lexemes[self._next - 1])

    def _notice(self, message: Message) -> None:
        if message not in self.notices:
            self.notices.append(message)


def _all(items: list[Expression]) -> Expression | None:
    if not items:
        return None
    return items[0] if len(items) == 1 else And(tuple(items))


def _negated(item: Expression | None) -> Expression | None:
    return Not(item) if item else None
