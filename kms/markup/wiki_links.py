"""Parse `[[Title]]` and `[[space:Path/Title#Heading|label]]`; shared by the parser and the rewriter."""

import re
from dataclasses import dataclass

from kms.markup.model import MarkdownLink
from kms.markup.slugs import fragment_id

WIKI_LINK = r"\[\[(?!\^)[^\[\]\n|]{1,1000}(?:\\?\|[^\[\]\n]{0,1000})?\]\](?!\()"
_PARTS = re.compile(r"\[\[(?P<target>[^|]*?)(?:\\?\|(?P<label>.*))?\]\]\Z", re.S)
_SPACE = re.compile(r"(?P<space>[^\s:/#]{1,100}):(?P<title>\S.*)", re.S)
_HEADING = re.compile(r"(?P<title>.*)#(?P<heading>\S.*)", re.S)


@dataclass(frozen=True)
class WikiTarget:
    """The part between the brackets, before the label."""

    space: str
    title: str
    heading: str

    def link(self, label: str) -> MarkdownLink:
        return MarkdownLink("wiki", self.title, label, fragment_id(self.heading), self.space)


def read_wiki_link(source: str) -> tuple[str, str] | None:
    """Return target and label of `[[target|label]]`; the label defaults to the target."""
    found = _PARTS.match(source)
    if not found or not found["target"].strip():
        return None
    target = found["target"].strip()
    return target, (found["label"] or "").strip() or target


def read_target(target: str) -> WikiTarget:
    """Split a target into space, title and heading; `C#` and `Note: this` are titles.

    >>> read_target("hr:Handbuch/Urlaub#Antrag"), read_target("C#").title
    (WikiTarget(space='hr', title='Handbuch/Urlaub', heading='Antrag'), 'C#')
    """
    heading = _HEADING.match(target)
    title, fragment = (heading["title"], heading["heading"]) if heading else (target, "")
    space = _SPACE.match(title)
    if space:
        return WikiTarget(space["space"], space["title"].strip(), fragment)
    return WikiTarget("", title.strip(), fragment)
