"""Parse addresses as people type them and recognise equal ones: for links, bookmarks and redirects."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import unquote_to_bytes

import idna

from kms.core.errors import Invalid
from kms.core.text import N_, Message

MAX_LENGTH = 2048
MAX_NEXT = 8000
WEB_SCHEMES = ("http", "https", "ftp")

_DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:(.*)@)?(\[[0-9a-f:.]+(?:%[\w.~-]+)?\]|[^\[\]:@]*)(?::([0-9]*))?", re.I | re.S)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[\w.-]+:[0-9]{1,5}(?=[/?#]|$)")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"|\\^`{}]+", re.IGNORECASE)
_SEAM = " \t\r\n-–—:|·.,;()[]<>"
_BARE_HOST = re.compile(r"(?:[^\W_][\w.-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?=[/?#]|$)", re.I)
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?")
_DRIVE = re.compile(r"([a-z]):[\\/]", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%|[^\x21-\x7e]", re.DOTALL)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_INTRANET = (".local", ".lan", ".intern", ".internal", ".intranet", ".corp", ".home", ".localdomain", ".arpa", ".test")

_EMPTY = N_("Enter an address.")
_TOO_LONG = N_("An address has at most %(limit)s characters.", limit=MAX_LENGTH)
_NOT_READABLE = N_("This is not an address.")
_CHARACTERS = N_("An address has no control characters or invisible characters.")
_WRONG_SCHEME = N_("Only addresses with http, https or ftp and network paths can be kept.")


@dataclass(frozen=True)
class Address:
    """An address to store: `url` as stored and opened, `key` the same for all its spellings."""

    url: str
    key: str
    scheme: str
    host: str
    is_network_path: bool = False


@dataclass(frozen=True)
class UrlParts:
    """The components of a web address (RFC 3986, appendix B); `query` and `fragment` include their `?` and `#`."""

    scheme: str
    user: str | None
    host: str
    port: str
    path: str
    query: str
    fragment: str


def parse_address(text: str) -> Address:
    r"""Parse a typed or pasted address; raises Invalid for the field `url`.

    The default scheme is https, but http for a name without a dot, an intranet suffix such as `.local`, an IP address
    or an explicit port.

    >>> parse_address("example.com/x").url, parse_address("wiki/").url, parse_address("srv-01:8080/x").url
    ('https://example.com/x', 'http://wiki/', 'http://srv-01:8080/x')
    >>> parse_address(r"\\SRV\Data\Plan.docx").key
    'file://srv/data/plan.docx'
    """
    text = text.strip(" \t\r\n")
    _check_characters(text)
    if _is_network_path(text):
        return _network_address(text)
    url = _with_scheme(text)
    parts = split(url)
    if parts is None or parts.scheme not in WEB_SCHEMES:
        raise Invalid({"url": _WRONG_SCHEME})
    _check_host(parts)
    return Address(url, canonical(url), parts.scheme, _display_host(parts.host))


def canonical(url: str) -> str:
    """Return the key under which two addresses count as equal; a missed duplicate is cheap, a false one loses data.

    Equal: letter case of scheme and host, the default port, IDN and punycode, percent-encoding of unreserved characters
    (`%7e` and `~`) and the case of its digits, the empty path and `/`, any fragment and none.

    Different: `/a` and `/a/`, `?` and none, `?a` and `?a=`, `+` and `%20`, reordered parameters, any other
    percent-encoding, http and https, and fragments that are routes (`#/…` and `#!…`).

    Network paths ignore letter case, the kind of slashes and a trailing slash.
    """
    if _is_network_path(url):
        return _network_key(url)
    parts = split(url)
    if parts is None:
        return url
    user = "" if parts.user is None else escape(parts.user) + "@"
    port = "" if parts.port in ("", _DEFAULT_PORTS.get(parts.scheme)) else ":" + parts.port.lstrip("0")
    fragment = parts.fragment if parts.fragment.startswith(("#/", "#!")) else ""
    tail = escape(parts.path or "/") + escape(parts.query) + escape(fragment)
    return f"{parts.scheme}://{user}{ascii_host(parts.host)}{port}{tail}"


def split(url: str) -> UrlParts | None:
    """Split `scheme://host…` into its components, scheme in lower case; None for anything else or an ambiguous host."""
    found = _PARTS.fullmatch(url)
    if found is None or not found[1] or found[2] is None:
        return None
    authority = _AUTHORITY.fullmatch(found[2])
    if authority is None or "\\" in found[2]:
        return None
    user, host, port = authority[1], authority[2], authority[3] or ""
    if not host or (port and not 0 < int(port[:6]) < 65536):
        return None
    return UrlParts(found[1].lower(), user, host, port, found[3], found[4] or "", found[5] or "")


def ascii_host(host: str) -> str:
    """Return the host in lower case, as punycode if international; brackets of IPv6 addresses are kept."""
    if host.startswith("["):
        return _ipv6(host)
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return escape(host.lower())


def site_of(url: str) -> str:
    """Return the host as displayed: without `www.`, with punycode decoded."""
    if _is_network_path(url):
        return _network_key(url).removeprefix("file://").lstrip("/").split("/")[0]
    parts = split(url)
    return _display_host(parts.host).removeprefix("www.") if parts else ""


def safe_next(path: str | None) -> str:
    r"""Return a safe redirect target after signing in: a path on this server, otherwise `/`.

    >>> safe_next("/pages/7?a=1"), safe_next("//evil"), safe_next("/\\evil")
    ('/pages/7?a=1', '/', '/')
    """
    if not path or len(path) > MAX_NEXT or not path.startswith("/") or path.startswith("//"):
        return "/"
    return "/" if "\\" in path or _CONTROL.search(path) else path


def address_within(text: str) -> tuple[str, str]:
    r"""Return the first web address in text shared from a phone, and the text without it; "" if there is none.

    >>> address_within("Leitern – https://example.org/a?b=1.")
    ('https://example.org/a?b=1', 'Leitern')
    """
    found = _WEB_ADDRESS.search(text)
    if found is None:
        return "", text.strip()
    address = found[0].rstrip(".,;:!?'\"»“”’")
    while address.endswith((")", "]")) and address.count(address[-1]) > address.count(
        {")": "(", "]": "["}[address[-1]]
    ):
        address = address[:-1]
    before, after = text[: found.start()], text[found.start() + len(address) :]
    return address, " ".join(part for part in (before.strip(_SEAM), after.strip(_SEAM)) if part)


def _check_characters(text: str) -> None:
    message: Message | None = None
    if not text:
        message = _EMPTY
    elif len(text) > MAX_LENGTH:
        message = _TOO_LONG
    elif _UNSAFE.search(text):
        message = _CHARACTERS
    if message:
        raise Invalid({"url": message})


def _with_scheme(text: str) -> str:
    scheme = _SCHEME.match(text)
    if scheme and not _HOST_AND_PORT.match(text):
        if scheme[1].lower() not in WEB_SCHEMES:
            raise Invalid({"url": _WRONG_SCHEME})
        return text
    if not _BARE_HOST.match(text):
        raise Invalid({"url": _NOT_READABLE})
    return f"{_guess_scheme(re.split(r'[/?#]', text)[0].lower())}://{text}"


def _guess_scheme(authority: str) -> str:
    bare = authority.rstrip(".")
    numeric = bare.replace(".", "").isdigit()
    inside = "." not in bare or ":" in bare or numeric or bare.endswith(_INTRANET)
    return "http" if inside else "https"


def _check_host(parts: UrlParts) -> None:
    host = ascii_host(parts.host)
    if "\\" in parts.path or not (host.startswith("[") or _HOST_NAME.fullmatch(host)):
        raise Invalid({"url": _NOT_READABLE})


def _ipv6(host: str) -> str:
    try:
        return f"[{IPv6Address(host[1:-1]).compressed}]"
    except ValueError:
        return host.lower()


def _display_host(host: str) -> str:
    name = ascii_host(host)
    try:
        return idna.decode(name) if "xn--" in name else name
    except idna.IDNAError:
        return name


def escape(text: str) -> str:
    """Normalise percent-encoding: unreserved characters decoded, everything else in capitals (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found[1]:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else "%" + found[1].upper()
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def _is_network_path(text: str) -> bool:
    return text.startswith("\\\\") or bool(_DRIVE.match(text)) or text[:7].lower() == "file://"


def _network_address(text: str) -> Address:
    key = _network_key(text)
    share = re.match(r"file://(?!localhost(?:/|$))[\w.-]+(/|$)|file:///[a-z]:/", key)
    if share is None:
        raise Invalid({"url": _NOT_READABLE})
    return Address(text, key, "file", site_of(text), is_network_path=True)


def _network_key(text: str) -> str:
    r"""Return `file://srv/share/…` or `file:///s:/…` in lower case, for `\\srv\…`, `S:\…` and `file:` alike."""
    if text[:7].lower() == "file://":
        text = "//" + _unquoted(text[7:].split("#")[0])
    slashed = text.replace("\\", "/").casefold()
    path = re.sub(r"/+", "/", slashed).strip("/")
    if _DRIVE.match(path + "/"):
        return f"file:///{path}" if "/" in path else f"file:///{path}/"
    is_local_file = re.match(r"///(?!/)", slashed)
    return f"file:///{path}" if is_local_file else f"file://{path}"


def _unquoted(text: str) -> str:
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return text
