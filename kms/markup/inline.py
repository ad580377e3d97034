"""Inline syntax: wiki links, bare URLs, network paths, mentions; and the limits that keep parsing fast."""

import re
from collections.abc import MutableMapping
from re import Match
from typing import Any

from mistune import InlineParser
from mistune.core import InlineState
from mistune.util import escape_url

from kms.markup.limits import (
    BRACKETS,
    EMPHASIS_RUNS,
    INLINE_CHARS,
    NESTED_CONTAINERS,
    PAGE_BRACKETS,
    PAGE_SPECIALS,
    PAGE_WORK,
)
from kms.markup.mentions import MENTION, parse_mention
from kms.markup.wiki_links import WIKI_LINK, read_target, read_wiki_link

Token = dict[str, Any]

BARE_URL = r"(?<!\w)(?:(?i:https?)://|(?i:www)\.)[^\s<]+"
NETWORK_PATH = r"<(?:\\\\[^\\<>\n]|[A-Za-z]:\\)[^<>\n]{0,500}>"
BARE_PATH = r"(?<![\w\\/])(?:\\\\[A-Za-z0-9][\w.-]{0,62}\\|[A-Za-z]:\\)[^\s<>\"|?*\[\]`]+"
_URL_START = r"(?<!\w)(?:(?i:https?)://|(?i:www)\.)"
_PATH_START = r"(?<![\w\\/])(?:\\\\[A-Za-z0-9]|[A-Za-z]:\\)"
_RUNS = re.compile(r"[*]+|_+|~~+")
_SPECIALS = "\\`*_!<~]"
_TRAILING_ENTITY = re.compile(r"&[A-Za-z0-9]{1,32}+;\Z")


class CappedInline(InlineParser):
    """mistune's inline parser, which renders a block as plain text if parsing it could take too long."""

    def __init__(self) -> None:
        super().__init__(max_nested_level=NESTED_CONTAINERS)
        self.register("wiki_link", WIKI_LINK, _parse_wiki_link, before="link", start_chars="[")
        self.register("network_path", NETWORK_PATH, _parse_network_path, before="auto_link", start_chars="<")
        self.register("bare_path", BARE_PATH, _parse_bare_path, before="escape", start_chars="\x00")
        self.register("mention", MENTION, parse_mention, start_chars="@")
        self.register("bare_url", BARE_URL, _parse_bare_url, start_chars="\x00")

    def __call__(self, s: str, env: MutableMapping[str, Any]) -> list[Token]:
        return super().__call__(s, env) if _is_cheap(s, env) else [{"type": "text", "raw": s}]

    def _get_fast_trigger_re(self, chars: set[str]) -> re.Pattern[str]:
        """Stop at special characters and at URLs, instead of at every `h` and `w`."""
        if self._fast_trigger_re is None:
            specials = "[" + re.escape("".join(sorted(chars))) + "]"
            self._fast_trigger_re = re.compile(f"{specials}|{_URL_START}|{_PATH_START}")
        return self._fast_trigger_re


def bare_url_length(text: str) -> int:
    """Return the length of the URL in a run without whitespace: GitHub's rule on trailing punctuation and brackets.

    >>> bare_url_length("https://de.wikipedia.org/wiki/Haus_(Gebäude)).")
    44
    """
    surplus = text.count(")") - text.count("(")
    size = 0
    while size != len(text):
        size = len(text)
        text = _TRAILING_ENTITY.sub("", text.rstrip("?!.,:*_~'\""))
        closing = len(text) - len(text.rstrip(")"))
        dropped = max(0, min(closing, surplus))
        surplus -= dropped
        text = text[: len(text) - dropped]
    return size


def _is_cheap(source: str, env: MutableMapping[str, Any]) -> bool:
    if len(source) > INLINE_CHARS:
        return False
    runs = len(_RUNS.findall(source))
    env["work"] = env.get("work", 0) + runs * runs
    env["specials"] = env.get("specials", 0) + sum(map(source.count, _SPECIALS))
    brackets = source.count("[")
    env["brackets"] = env.get("brackets", 0) + brackets
    if runs > EMPHASIS_RUNS or env["work"] > PAGE_WORK or env["specials"] > PAGE_SPECIALS:
        return False
    return brackets <= BRACKETS and env["brackets"] <= PAGE_BRACKETS


def _parse_wiki_link(inline: InlineParser, match: Match[str], state: InlineState) -> int | None:
    parts = read_wiki_link(match.group())
    if not parts or state.in_link or state.depth >= inline.max_nested_level:
        return None
    target, label = parts
    inner = state.copy()
    inner.src, inner.in_link = label, True
    children = inline.render(inner) if label != target else [{"type": "text", "raw": label}]
    state.append_token({"type": "wiki_link", "children": children, "target": read_target(target), "_autolink": label})
    return match.end()


def _parse_network_path(inline: InlineParser, match: Match[str], state: InlineState) -> int | None:
    path = match.group()[1:-1].strip()
    state.append_token(_link_token(path, path))
    return match.end()


def _parse_bare_path(inline: InlineParser, match: Match[str], state: InlineState) -> int | None:
    """Parse a share or drive path in running text: backslashes are not escapes, a final full stop is not included."""
    path = match.group().rstrip(".,;:!)*_~")
    if state.in_link:
        inline.process_text(path, state, parse_emphasis=False)
    else:
        state.append_token(_link_token(path, path))
    return match.start() + len(path)


def _parse_bare_url(inline: InlineParser, match: Match[str], state: InlineState) -> int | None:
    text = match.group()
    if state.brackets and "]" in text:
        text = text[: text.index("]")]
    text = text[: bare_url_length(text)]
    if not re.search(r"(?://|\.)\w", text):
        return None
    if state.in_link or state.depth >= inline.max_nested_level:
        inline.process_text(text, state, parse_emphasis=False)
    else:
        url = text if "://" in text[:8] else "http://" + text
        state.append_token(_link_token(url, text))
    return match.start() + len(text)


def _link_token(url: str, text: str) -> Token:
    label = [{"type": "text", "raw": text, "literal": True}]
    return {"type": "link", "children": label, "attrs": {"url": escape_url(url)}, "_autolink": text}
