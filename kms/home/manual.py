"""The manual inside the application: the Markdown of docs/user, ordered and grouped as in its README.md."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kms.core.text import fold_key
from kms.markup.fill import without_title
from kms.markup.render import render

_PACKAGE = Path(__file__).resolve().parents[1]
_ENTRY = re.compile(r"- \[(?P<title>[^\]]+)\]\((?P<file>[\w./-]+\.md)\)(?::\s*(?P<summary>.*))?")
_TITLE = re.compile(r"#\s+(.+)")
_PAGE = re.compile(r"\]\((?:\.\./)?([\w-]+)(?:\.(?:de|en))?\.md(#[^)\s]*)?\)")
_PICTURE = re.compile(r"(?:\.\./)+pictures/([\w.-]+)")


@dataclass(frozen=True)
class Topic:
    """One page of the manual; `section` is its heading in the README."""

    name: str
    title: str
    summary: str
    section: str
    text: str

    @property
    def html(self) -> str:
        return _html(self)


def root() -> Path:
    """Return the directory of the manual: inside an installed package, or docs/ of the repository."""
    inside = _PACKAGE / "_manual"
    return inside if inside.is_dir() else _PACKAGE.parent / "docs"


@cache
def topics(language: str) -> tuple[Topic, ...]:
    """Return all pages: those listed in the README, in its order, then the others by name."""
    folder = root() / "user" / language
    found = {topic.name: topic for topic in _listed(folder)}
    for path in sorted(folder.glob("*.md")):
        if path.name != "README.md" and path.stem not in found:
            text = path.read_text(encoding="utf-8")
            title = _TITLE.match(text)
            found[path.stem] = Topic(path.stem, title[1].strip() if title else path.stem, "", "", text)
    return tuple(found.values())


def find_topic(language: str, name: str) -> Topic | None:
    """Return the page of this name."""
    return next((topic for topic in topics(language) if topic.name == name), None)


def search(language: str, words: str) -> list[Topic]:
    """Return the pages that contain all these words as prefixes; matches in title or summary first."""
    wanted = [word[:-2] if len(word) > 5 else word for word in fold_key(words[:200]).split()]
    found = [topic for topic in topics(language) if all(word in _folded(topic) for word in wanted)]
    return sorted(found, key=lambda topic: not any(word in fold_key(topic.title + topic.summary) for word in wanted))


def picture(name: str) -> Path | None:
    """Return the file of an image in the manual."""
    path = root() / "pictures" / name
    return path if re.fullmatch(r"[\w-]+\.(?:png|webp)", name) and path.is_file() else None


def _listed(folder: Path) -> list[Topic]:
    section, found = "", []
    for line in (folder / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif entry := _ENTRY.match(line):
            path = (folder / entry["file"]).resolve()
            name, summary = path.name.split(".")[0], entry["summary"] or ""
            found.append(Topic(name, entry["title"], summary, section, path.read_text(encoding="utf-8")))
    return found


@cache
def _folded(topic: Topic) -> str:
    return fold_key(f"{topic.title} {topic.summary} {topic.text}")


@cache
def _html(topic: Topic) -> str:
    """Links between pages of the manual and image URLs are mapped to routes of the application."""
    text = _PAGE.sub(lambda link: f"]({_address(link[1])}{link[2] or ''})", topic.text)
    text = _PICTURE.sub(r"/help/pictures/\1", text)
    title = _TITLE.match(text)
    return without_title(render(text).html, title[1].strip() if title else topic.title)


def _address(name: str) -> str:
    return "/help" if name == "README" else f"/help/{name}"
