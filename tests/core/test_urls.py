"""Which spellings of an address are the same, which are refused, and where a redirect may go (B43-B49, R1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kms.core.errors import Invalid
from kms.core.urls import canonical, parse_address, safe_next, site_of

ONE = [
    ("HTTP://Wiki.Firma.LOCAL:80/a", "http://wiki.firma.local/a"),
    ("http://müller.de/", "http://xn--mller-kva.de"),
    ("http://h/%7eana", "http://h/~ana"),
    ("http://h/%c3%bc", "http://h/ü"),
    ("https://h:443/x", "https://h/x"),
    ("https://h", "https://h/"),
    ("https://h/a#section", "https://h/a"),
    ("http://[0:0:0:0:0:0:0:1]:8000/a", "http://[::1]:8000/a"),
    ("http://h/a b", "http://h/a%20b"),
    (r"\\SRV\Data\X", "//srv/data/x".replace("/", "\\")),
    (r"\\srv\data\x", "file://srv/data/x"),
    (r"\\srv\data\x y\\"[:-1], "file://srv/data/x%20y"),
    ("S:\\Plan", "s:/plan/"),
    ("S:\\Plan", "file:///S:/Plan"),
]
TWO = [
    ("http://h/?q=%FCber", "http://h/?q=%F6ber"),
    ("http://h/?a", "http://h/?a="),
    ("http://h/?q=a+b", "http://h/?q=a%20b"),
    ("http://h/?b=1&a=2&b=0", "http://h/?a=2&b=0&b=1"),
    ("http://h/a/", "http://h/a"),
    ("http://h/#/route", "http://h/"),
    ("http://h/#!route", "http://h/"),
    ("http://h/", "https://h/"),
    ("http://h:8080/", "http://h/"),
    ("http://h/a%2Fb", "http://h/a/b"),
]
REFUSED = [
    "",
    "   ",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@b.de",
    "jar:http://h/",
    "about:blank",
    "http://",
    "https:evil",
    "http:///evil",
    "http://a\\@b/",
    "http://h:99999/",
    "http://h:x/",
    "two words",
    "#",
    "?",
    "http://a b/",
    "http://h/\x00",
    "http://h/\u202egnp.exe",
    "h" * 2049,
    "file:///etc/passwd",
    "file://localhost/x",
    "\\\\",
    "http://[::1/",
    "http://\ud800/",
]
EVIL = [
    "//evil",
    "/\\evil",
    "///evil",
    "\t//evil",
    "/\t/evil",
    "http:///evil",
    "https:evil",
    "https://host@evil",
    "",
    None,
]


@pytest.mark.parametrize(("left", "right"), ONE)
def test_spellings_of_one_address_share_a_key(left: str, right: str) -> None:
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(("left", "right"), TWO)
def test_addresses_that_may_differ_are_kept_apart(left: str, right: str) -> None:
    assert canonical(left) != canonical(right)


def test_the_key_keeps_the_brackets_of_ipv6() -> None:
    assert canonical("http://[::1]:8000/a") == "http://[::1]:8000/a"


@pytest.mark.parametrize("text", REFUSED)
def test_invalid_addresses_are_refused_with_a_message_for_the_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_address(text)
    assert list(refusal.value.fields) == ["url"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.com/x", "https://example.com/x"),
        ("wiki/", "http://wiki/"),
        ("wiki", "http://wiki"),
        ("srv-01:8080/x", "http://srv-01:8080/x"),
        ("localhost:5000", "http://localhost:5000"),
        ("10.0.0.5/", "http://10.0.0.5/"),
        ("wiki.firma.local", "http://wiki.firma.local"),
        ("müller.de", "https://müller.de"),
        ("  https://example.com/😀\n", "https://example.com/😀"),
        ("http://wiki/", "http://wiki/"),
        ("http://srv-01:8080/x", "http://srv-01:8080/x"),
        ("http://10.0.0.5/", "http://10.0.0.5/"),
        ("ftp://srv/x", "ftp://srv/x"),
        ("http://srv_01/x", "http://srv_01/x"),
    ],
)
def test_an_address_is_stored_as_typed_with_a_scheme(typed: str, stored: str) -> None:
    assert parse_address(typed).url == stored


@pytest.mark.parametrize("path", [r"\\srv\share\Plan.docx", r"S:\Plan.docx", "file://srv/share/x"])
def test_network_paths_are_accepted(path: str) -> None:
    address = parse_address(path)
    assert address.is_network_path
    assert address.url == path


def test_a_long_address_is_accepted_up_to_the_limit() -> None:
    assert parse_address("http://h/" + "x" * 2039).url.endswith("x")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused_and_the_key_is_stable(text: str) -> None:
    try:
        address = parse_address(text)
    except Invalid:
        return
    assert canonical(address.key) == address.key
    assert address.key.isascii() or address.is_network_path


def test_the_site_is_the_host_without_www() -> None:
    assert site_of("https://www.Example.com/x") == "example.com"
    assert site_of("https://xn--mller-kva.de/") == "müller.de"
    assert site_of(r"\\SRV\data\x") == "srv"


@pytest.mark.parametrize("path", EVIL)
def test_a_redirect_never_leaves_the_server(path: str | None) -> None:
    assert safe_next(path) == "/"


def test_a_redirect_goes_to_a_local_path() -> None:
    assert safe_next("/wiki/start?x=1#y") == "/wiki/start?x=1#y"
