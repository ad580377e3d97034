"""Links on a results page: each differs from the current search in one respect."""

from urllib.parse import quote_plus, urlencode

from kms.search.query.filters import SearchFilters


class ResultLinks:
    """The common part of the links is computed once."""

    def __init__(self, words: str, filters: SearchFilters) -> None:
        self._words, self._chosen = words, filters.pairs()
        self._query = urlencode([("q", words), *self._chosen])

    def toggled(self, parameter: str, value: str) -> str:
        """Return the link that sets a filter, or unsets it if it is set."""
        if (parameter, value) not in self._chosen:
            return f"/search?{self._query}&{parameter}={quote_plus(value)}"
        left = [pair for pair in self._chosen if pair != (parameter, value)]
        return f"/search?{urlencode([('q', self._words), *left])}"

    def worded(self, words: str) -> str:
        """Return the link with other words."""
        return f"/search?{urlencode([('q', words), *self._chosen])}"

    def at(self, offset: int) -> str:
        """Return the link to a further page of results."""
        return f"/search?{self._query}&offset={offset}"

    def opened(self, parameter: str) -> str:
        """Return the link with all values of a filter expanded."""
        return f"/search?{self._query}&open={parameter}#filter-{parameter}"

    def further(self, parameter: str) -> str:
        """Return the link to the fragment with a filter's further values."""
        return f"/search/values?{self._query}&of={parameter}"
