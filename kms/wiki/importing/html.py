"""Converts raw HTML in imported pages to Markdown where possible, so that its links and pictures work."""

import re
from collections.abc import Iterator

from kms.markup.html_subset import html_to_markdown

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK = re.compile(r" {0,3}</?[A-Za-z]")
_LEFT_OVER = re.compile(r"<(?:a|img)\s", re.I)
_TABLE_TAG = re.compile(r"(</?(?:table|thead|tbody|tfoot|tr|td|th)\b[^<>]*>)", re.I)
_TAGS = re.compile(r"((?:</?[A-Za-z][^<>]*>\s*)+)(.*)")
_LINK = "]("


def to_markdown(text: str) -> tuple[str, bool]:
    """The source with its simple HTML as Markdown, and whether anything changed.

    Markdown inside a block of other HTML is not parsed, so links and pictures there are put on lines of their own; the
    other tags around them stay and are shown as text.
    """
    if "<" not in text:
        return text, False
    source, converted = html_to_markdown(text)
    freed = "\n".join("\n".join(_freed(chunk)) for chunk in _chunks(source.split("\n")))
    return (freed, True) if converted or freed != text else (text, False)


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines: each HTML block, up to its blank line, on its own; code stays with the text around it."""
    chunk: list[str] = []
    fence, in_block = "", False
    for line in lines:
        mark = _FENCE.match(line)
        if not in_block and mark and (not fence or (line.strip().startswith(fence) and not line.strip(" `~"))):
            fence = "" if fence else mark[1]
        starts = not fence and not in_block and bool(_BLOCK.match(line))
        if starts or (in_block and not line.strip()):
            yield chunk
            chunk, in_block = [], starts
        chunk.append(line)
    yield chunk


def _freed(chunk: list[str]) -> list[str]:
    if not chunk or not _BLOCK.match(chunk[0]):
        return chunk
    block = "\n".join(chunk)
    if _LEFT_OVER.search(block):
        block = "".join(_outside_table(piece) for piece in _TABLE_TAG.split(block))
    return list(_loosened(block.split("\n"))) if _LINK in block else chunk


def _outside_table(piece: str) -> str:
    return piece if _TABLE_TAG.fullmatch(piece) else html_to_markdown(piece)[0]


def _loosened(lines: list[str]) -> Iterator[str]:
    """Lines of tags and lines of content separated by blank lines; none is indented like code."""
    was_tag: bool | None = None
    for line in (part for whole in lines for part in _parts(whole.strip())):
        is_tag = line.startswith("<")
        if was_tag is not None and is_tag != was_tag and line:
            yield ""
        yield line
        was_tag = is_tag if line else None
    yield ""


def _parts(line: str) -> list[str]:
    """Split a line of tags and content in two if the content holds a link."""
    found = _TAGS.match(line)
    return [found[1].strip(), found[2]] if found and _LINK in found[2] else [line]
