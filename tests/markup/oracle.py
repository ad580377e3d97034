"""Tells whether HTML could run a script: scans what a browser would build, not the string."""

import re
from html.parser import HTMLParser

_ELEMENTS = frozenset(
    [
        "script",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "style",
        "form",
        "button",
        "base",
        "meta",
        "link",
        "template",
    ]
)
_ATTRIBUTES = frozenset(["style", "srcset", "srcdoc", "formaction", "xlink:href", "poster", "background", "action"])
_SCHEMES = ("javascript", "data", "vbscript", "file")
_INVISIBLE = re.compile(r"[\x00-\x20\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "hr", "img", "input"):
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        if tag in _ELEMENTS:
            self.faults.append(tag)
        for name, value in attrs:
            address = _INVISIBLE.sub("", value or "").lower()
            if name.startswith("on") or name in _ATTRIBUTES:
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src") and address.startswith(tuple(f"{scheme}:" for scheme in _SCHEMES)):
                self.faults.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")


def faults(html: str) -> list[str]:
    scan = _Scan()
    scan.feed(html)
    scan.close()
    return scan.faults


def depth(html: str) -> int:
    scan = _Scan()
    scan.feed(html)
    return scan.deepest
