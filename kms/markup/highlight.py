"""Syntax highlighting: Pygments with class names only, for a fixed list of languages."""

from functools import lru_cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from kms.markup.limits import HIGHLIGHT_CHARS

_NAMES = """
bash bat batch c c# c++ cfg clojure console cpp cs csharp css cypher dart diff docker dockerfile elixir erlang
go golang graphql groovy haskell html http ini java javascript js json jsx julia kotlin latex less lisp lua make
makefile matlab nginx objective-c ocaml pascal perl php php3 plpgsql postgresql powershell properties proto
protobuf ps1 py pycon pytb python python3 r rb rs rst ruby rust scala scss sh shell sql sqlite3 swift tcl
terraform tex toml ts tsx typescript vb.net vim xml yaml yml zig zsh
"""
LANGUAGES = frozenset(_NAMES.split())
_FORMATTER = HtmlFormatter[str](nowrap=True)


def highlighted(code: str, language: str) -> str | None:
    """Return HTML with `<span class>` only, or None for an unknown language or long code."""
    if language not in LANGUAGES or len(code) > HIGHLIGHT_CHARS:
        return None
    return highlight(code, _lexer(language), _FORMATTER)


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)
