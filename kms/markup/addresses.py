"""Interpret the destination of a Markdown link, and decide whether it may be a link at all."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from kms.markup.model import MarkdownLink
from kms.markup.slugs import fragment_id

WEB_SCHEMES = ("http:", "https:", "ftp:")
MAIL_SCHEMES = ("mailto:", "tel:")
_SCHEME = re.compile(r"[^/?#]*?:")
_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|%5C)", re.I)
_SHARE = re.compile(r"\\{1,2}[^\\/]")
_PAGE = re.compile(r"/p/(\d{1,18})(?:/[^?]*)?(?:\?.*)?\Z")
_FILE_WITH_PARTS = re.compile(r"\.(?!md\Z|markdown\Z)[A-Za-z0-9]{1,5}\Z")
_OPAQUE = re.compile(r"[\x00-\x20\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")


@dataclass(frozen=True)
class LinkDestination:
    """A link and the `href` (or `src`) it is rendered with; a network path has no href."""

    link: MarkdownLink
    href: str


def read_destination(url: str, label: str) -> LinkDestination | None:
    """Interpret a percent-encoded URL; None if its scheme is not allowed (`javascript:` and all unknown ones)."""
    path = network_path(url)
    if path:
        return LinkDestination(MarkdownLink("path", path, label), "")
    scheme = _scheme(url)
    if scheme in WEB_SCHEMES or url.startswith("//"):
        return LinkDestination(MarkdownLink("web", url, label), url)
    if scheme in MAIL_SCHEMES:
        return LinkDestination(MarkdownLink("mail", url, label), url)
    return _inner(url, label) if scheme is None else None


def read_image(url: str, label: str) -> LinkDestination | None:
    """Interpret the source of an image: an http(s) or relative URL, never `data:` or a network path."""
    scheme = _scheme(url)
    if network_path(url) or (scheme is not None and scheme not in ("http:", "https:")):
        return None
    return LinkDestination(MarkdownLink("image", url, label), url)


def network_path(url: str) -> str | None:
    r"""Return the drive or share path of a URL: `file:///S:/x`, `\\srv\x`, `S:\x`; else None."""
    plain = unquote(url)
    if plain[:5].lower() == "file:":
        return _path_of_file(plain[5:])
    if _DRIVE.match(url):
        return plain
    if _SHARE.match(plain):
        return "\\\\" + plain.lstrip("\\")
    return None


def split_fragment(url: str) -> tuple[str, str]:
    """Split a URL of this wiki into the URL without its fragment, and the fragment as a heading's id."""
    path, _, fragment = url.partition("#")
    return path, fragment_id(fragment)


def _inner(url: str, label: str) -> LinkDestination:
    bare, _, fragment = url.partition("#")
    if "=" in fragment or _FILE_WITH_PARTS.search(bare):
        return LinkDestination(MarkdownLink("relative", url, label), url)
    path, heading = split_fragment(url)
    href = f"{path}#{heading}" if heading else path
    page = _PAGE.match(path)
    kind: Literal["page", "relative"] = "page" if page else "relative"
    return LinkDestination(MarkdownLink(kind, page.group(1) if page else path, label, heading), href)


def _scheme(url: str) -> str | None:
    """Return the lower-case scheme with its colon; invisible characters are kept, so an obfuscated one is rejected."""
    found = _SCHEME.match(_OPAQUE.sub("\x00", url))
    return found.group().lower() if found else None


def _path_of_file(rest: str) -> str:
    if re.match(r"///?[A-Za-z]:", rest):
        return rest.lstrip("/")
    if rest.startswith("//") and not rest.startswith("///"):
        return "\\\\" + rest[2:].replace("/", "\\")
    return "/" + rest.lstrip("/")
