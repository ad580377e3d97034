"""Write a line of formatted text as Markdown: `line_of(runs)`; text never becomes markup by accident."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kms.markup.inline import BARE_PATH, BARE_URL

ORDER = ("~~", "**", "*", "`")
_KEPT = re.compile(f"({BARE_PATH})|({BARE_URL})")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_TAG = re.compile(r"<(?=[A-Za-z/!?\\])")
_OPENING = re.compile(r"\[(?=[\[^])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(
    r"^(?P<before>\s*)(?:(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$)|~~~|=+\s*$|-[-\s]*$|\|)|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))"
)
_TASK = re.compile(r"^\[(?=[ xX]\] )")


@dataclass(frozen=True)
class Run:
    """Text of uniform formatting: `marks` are Markdown marks, `raw` is Markdown already. A newline is a line break."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    raw: str = ""


def line_of(runs: Iterable[Run]) -> str:
    """Return the runs as one paragraph, with hard line breaks."""
    merged = _merged(_tidied(runs))
    pieces: list[str] = []
    for number, run in enumerate(merged):
        before = pieces[-1][-1:] if pieces and pieces[-1] else ""
        after = next((other.text or other.raw for other in merged[number + 1 :]), "")[:1]
        pieces.append(_written(run, before, after))
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(pieces)).strip()
    text = text if "`" in text else re.sub(r" {2,}", " ", text)
    return "\\\n".join(_safe_start(line) for line in text.split("\n"))


def _tidied(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        text = run.text.replace("\t", " ").replace("\xa0", " ").replace("\xad", "").replace("\r", "")
        if text or run.raw:
            yield replace(run, text=text)


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Join runs of equal formatting; whitespace, and punctuation at the edge of a marked run, get no marks."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last is not None and not run.raw and not last.raw and _same_look(last, run):
            found[-1] = replace(last, text=last.text + run.text)
        else:
            found.append(run)
    return found


def _same_look(one: Run, other: Run) -> bool:
    if one.href != other.href:
        return False
    return one.marks == other.marks or not other.text.strip() or not one.text.strip()


def _written(run: Run, before: str, after: str) -> str:
    if run.raw:
        return run.raw
    if "\n" in run.text and (run.marks or run.href):
        lines = run.text.split("\n")
        return "\n".join(_written(replace(run, text=line), "", "") if line.strip() else "" for line in lines)
    start, core, end = _split(run.text)
    if not core:
        return run.text
    if "`" in run.marks and not run.href:
        return start + _code(core) + end
    marks = "".join(mark for mark in ORDER[:3] if mark in run.marks)
    if run.href:
        written = _link(core, run.href)
    else:
        left, core, right = _loosened(core, start or before, end or after) if marks else ("", core, "")
        start, end = start + escaped(left), escaped(right) + end
        written = escaped(core)
    if not core or not _may_stand(marks, written, start[-1:] or before):
        marks = ""
    return start + marks + written + marks[::-1] + end


def _split(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text[: len(text) - len(text.lstrip())]
    return start, core, text[len(start) + len(core) :] if core else ""


def _loosened(core: str, before: str, after: str) -> tuple[str, str, str]:
    """Move edge punctuation next to a word out of the marks, which would not be recognised (CommonMark 0.31, 6.2)."""
    left = right = ""
    while core and before[-1:].isalnum() and not core[0].isalnum():
        left, core = left + core[0], core[1:]
        before = left
    while core and after[:1].isalnum() and not core[-1].isalnum():
        core, right = core[:-1], core[-1] + right
        after = right
    return left, core, right


def _may_stand(marks: str, written: str, before: str) -> bool:
    """Whether the marks would be recognised in this position."""
    return not (marks and before in ("*", "~", "_"))


def _code(text: str) -> str:
    ticks = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _link(text: str, href: str) -> str:
    if href in (text, f"http://{text}", f"mailto:{text}") and re.fullmatch(f"{BARE_URL}|{BARE_PATH}", text):
        return text
    label = re.sub(r"([\[\]])", r"\\\1", escaped(text).replace("\\[", "[").replace("\\]", "]"))
    return f"[{label}]({_address(href)})"


def _address(href: str) -> str:
    if re.fullmatch(r"[^\s()<>\\]+", href):
        return href
    return "<" + re.sub(r"([\\<>])", r"\\\1", re.sub(r"\s", "%20", href)) + ">"


def escaped(text: str) -> str:
    """Escape text to be read literally; URLs and network paths are left intact."""
    found, position = [], 0
    for kept in _KEPT.finditer(text):
        found += [_escaped(text[position : kept.start()]), kept[0]]
        position = kept.end()
    return "".join([*found, _escaped(text[position:])])


def _escaped(text: str) -> str:
    text = re.sub(r"([\\`*])", r"\\\1", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _OPENING.sub(r"\\[", text).replace("](", "\\](").replace("~~", "\\~\\~")
    return _TAG.sub(r"\\<", _ENTITY.sub("&amp;", text))


def _safe_start(line: str) -> str:
    """Escape a line that resembles the start of a list, heading, quotation, rule or table."""
    line = line.strip()
    found = _START.match(line)
    if found and found["number"]:
        return f"{found['number']}\\{found['dot']}{line[found.end() :]}"
    return "\\" + line if found else _TASK.sub(r"\\[", line)
