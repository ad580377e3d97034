"""Complete cached HTML for one reader: targets of wiki links, texts in the reader's language, no duplicate title. These
functions only accept the output of `render`; every inserted value is escaped."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape

from kms.core.text import fold_key
from kms.markup.model import ResolvedLink

_WIKI_LINK = re.compile(r'<a class="wiki-link" data-wiki="(\d+)">')
_PATH = re.compile(r'<span class="network-path" data-path="([^"]*)">')
_WORD = re.compile(r'(<p class="[a-z-]+" data-word="([a-z]+)">)[^<]*')
_FIRST_HEADING = re.compile(r'<h1 id="([^"]*)">(.*?)</h1>\n?', re.S)
_HEADING = re.compile(r'^<h(?P<level>[234]) id="(?P<id>[^"]*)">(?P<inner>.*?)</h(?P=level)>$', re.M)
_OUTSIDE = re.compile(r'<a href="([^"]*)" class="external"')
_MENTION = re.compile(r'<span class="mention" data-name="([^"]*)">([^<]*)</span>')
_TASK = re.compile(r'<label>(<input type="checkbox" disabled( checked)?>) (.*?)</label>', re.S)
_FILE = re.compile(r'<a href="/files/(\d{1,15})"')
_TAG = re.compile(r"<[^>]*>")


def fill_links(html: str, resolved: Sequence[ResolvedLink | None]) -> str:
    """Set the URL of each wiki link: `resolved` is parallel to `Rendered.links`; None leaves a link without a URL."""

    def opening(match: re.Match[str]) -> str:
        number = int(match.group(1))
        target = resolved[number] if number < len(resolved) else None
        return _opening_tag(target) if target else '<a class="wiki-link">'

    return _WIKI_LINK.sub(opening, html)


def fill_words(html: str, words: Mapping[str, str]) -> str:
    """Insert the titles of callouts (`note` ... `caution`) and the notice `source` in the reader's language."""
    return _WORD.sub(lambda m: m[1] + escape(words[m[2]]) if m[2] in words else m[0], html)


def names_in(html: str) -> list[str]:
    """Return the user names mentioned in rendered HTML, without duplicates."""
    return list(dict.fromkeys(unescape(match[1]) for match in _MENTION.finditer(html)))


def fill_mentions(html: str, people: Mapping[str, tuple[str, str]]) -> str:
    """Link each `@name` to its person: `people` maps it to (address, name); unknown names are text."""

    def person(match: re.Match[str]) -> str:
        found = people.get(unescape(match[1]))
        if found is None:
            return match[2]
        return f'<a class="mention" href="{escape(_local(found[0]))}">@{escape(found[1])}</a>'

    return _MENTION.sub(person, html)


def fill_tasks(html: str, draw: Callable[[int, bool], tuple[str | None, str]]) -> str:
    """Replace the checkbox of each task, and append to its text, what `draw` returns for (number, done). If it returns
    no checkbox, the disabled one is kept."""
    number = iter(range(len(html)))

    def task(match: re.Match[str]) -> str:
        box, behind = draw(next(number), bool(match[2]))
        words = f'<span class="task-words">{match[3]}</span>'
        return f"{box} {words}{behind}" if box else f"<label>{match[1]} {match[3]}</label>{behind}"

    return _TASK.sub(task, html)


def fill_paths(html: str, on_share: Callable[[str], str]) -> str:
    """Add to each network path the form to be copied, if that differs."""

    def opening(match: re.Match[str]) -> str:
        path = unescape(match[1])
        shared = on_share(path)
        return match[0] if shared == path else f'{match[0][:-1]} data-copied="{escape(shared)}">'

    return _PATH.sub(opening, html)


def files_in(html: str) -> set[int]:
    """Return the ids of the files that rendered HTML links to."""
    return {int(link[1]) for link in _FILE.finditer(html)}


def fill_files(html: str, opened: Mapping[int, str]) -> str:
    """Point links to these files to their viewer: `opened` maps an id to the URL."""

    def opening(link: re.Match[str]) -> str:
        address = opened.get(int(link[1]))
        return f'<a href="{escape(_local(address))}"' if address else link[0]

    return _FILE.sub(opening, html)


def without_title(html: str, title: str) -> str:
    """Remove the first heading if it repeats the page's title; links to it still work."""
    found = _FIRST_HEADING.match(html)
    if not found or fold_key(unescape(_TAG.sub("", found[2]))) != fold_key(title):
        return html
    return f'<span id="{found[1]}"></span>' + html[found.end() :]


def _opening_tag(target: ResolvedLink) -> str:
    name = "wiki-link" if target.exists else "wiki-link red"
    title = f' title="{escape(target.title)}"' if target.title else ""
    return f'<a class="{name}" href="{escape(_local(target.href))}"{title}>'


def _local(href: str) -> str:
    """Wiki links stay on this server: a URL with a scheme or host is rejected."""
    return href if href.startswith(("/", "#", "?")) and not href.startswith(("//", "/\\")) else "#"


def with_heading_links(html: str, link: Callable[[str, str], str]) -> str:
    """Insert the HTML returned by `link` for (id, inner HTML) next to each heading of levels 2 to 4."""

    def beside(heading: re.Match[str]) -> str:
        return f'<div class="heading-line">{heading[0]}{link(unescape(heading["id"]), heading["inner"])}</div>'

    return _HEADING.sub(beside, html)


def with_source_numbers(html: str, number: Callable[[str], int | None]) -> str:
    """Add to each external link the number of its URL, if `number` returns one."""

    def numbered(link: re.Match[str]) -> str:
        found = number(unescape(link[1]))
        return link[0] if found is None else f'{link[0]} data-source="{found}"'

    return _OUTSIDE.sub(numbered, html)
