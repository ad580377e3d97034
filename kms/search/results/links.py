"""The addresses that lead on from a page of results: each differs in one thing from that of the search."""

from urllib.parse import quote_plus, urlencode

from kms.search.query.filters import SearchFilters


class ResultLinks:
    """What all of them share is put together once."""

    def __init__(self, words: str, filters: SearchFilters) -> None:
        self._words, self._chosen = words, filters.pairs()
        self._query = urlencode([("q", words), *self._chosen])

    def toggled(self, parameter: str, value: str) -> str:
        """With a filter switched on, or off where it is on."""
        if (parameter, value) not in self._chosen:
            return f"/search?{self._query}&{parameter}={quote_plus(value)}"
        left = [pair for pair in self._chosen if pair != (parameter, value)]
        return f"/search?{urlencode([('q', self._words), *left])}"

    def worded(self, words: str) -> str:
        """With other words."""
        return f"/search?{urlencode([('q', words), *self._chosen])}"

    def at(self, offset: int) -> str:
        """Of a further page of its results."""
        return f"/search?{self._query}&offset={offset}"

    def opened(self, parameter: str) -> str:
        """With all values of a filter in sight."""
        return f"/search?{self._query}&open={parameter}#filter-{parameter}"

    def further(self, parameter: str) -> str:
        """Of the fragment with a filter's further values."""
        return f"/search/values?{self._query}&of={parameter}"
