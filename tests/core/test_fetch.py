"""What the fetcher refuses, truncates and survives: the cases S1-S16, against servers of our own."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from kms.core.fetch import Fetcher, FetchFailed, FetchRefused
from kms.core.fetch_guard import parse_entry

PUBLIC = "93.184.216.34"
Talk = Callable[[socket.socket, bytes], None]


class World:
    """A made-up internet: names have addresses, all addresses lead to one local server, and every connection is
    recorded."""

    def __init__(self) -> None:
        self.names: dict[str, list[list[str]]] = {}
        self.dialled: list[tuple[str, int]] = []
        self.requests: list[bytes] = []
        self.talk: Talk = lambda connection, request: connection.sendall(answer("<title>Hello</title>"))
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        threading.Thread(target=self._serve, daemon=True).start()

    def name(self, host: str, *answers: Sequence[str]) -> None:
        self.names[host] = [list(addresses) for addresses in answers]

    def resolve(self, host: str, port: int) -> list[str]:
        if host not in self.names:
            return [str(entry[4][0]) for entry in socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)]
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(self.listener.getsockname(), timeout=seconds)

    def fetcher(self, *allow: str) -> Fetcher:
        return Fetcher(allow, resolver=self.resolve, connector=self.connect)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection):
            try:
                request = connection.recv(65536)
                self.requests.append(request)
                self.talk(connection, request)
            except OSError:
                pass


def answer(body: str | bytes, *headers: str, status: str = "200 OK") -> bytes:
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(data)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer("", f"Location: {location}", status=status)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    world.name("good.example", [PUBLIC])
    yield world
    world.listener.close()


def refuses(world: World, url: str, *allow: str) -> None:
    with pytest.raises(FetchRefused):
        world.fetcher(*allow).get(url)


def test_a_public_page_is_fetched_from_the_checked_address_under_its_own_name(world: World) -> None:
    page = world.fetcher().get("http://good.example/a?b=ü#c")
    assert (page.status, page.text()) == (200, "<title>Hello</title>")
    assert world.dialled == [(PUBLIC, 80)]
    assert b"GET /a?b=%C3%BC HTTP/1.1\r\n" in world.requests[0]
    assert b"Host: good.example\r\n" in world.requests[0]


OURSELVES = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "0"]
SPELLINGS = ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "①②⑦.⓪.⓪.①", "127。0。0。1"]
HIDDEN = [
    "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]", "[fe80::1%25eth0]",
]  # fmt: skip
SPECIAL = ["169.254.169.254", "[fd00:ec2::254]", "100.64.0.1", "198.18.0.1", "224.0.0.1", "10.0.0.1", "192.168.1.1"]


@pytest.mark.parametrize("host", [*OURSELVES, *SPELLINGS, *HIDDEN, *SPECIAL])
def test_s1_to_s4_no_spelling_of_a_private_address_is_dialled(world: World, host: str) -> None:
    refuses(world, f"http://{host}/")
    assert world.dialled == []


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "fd00:ec2::254", "::1", "fe80::1", "224.0.0.1"])
def test_s4_loopback_link_local_and_metadata_stay_blocked_even_if_listed(world: World, address: str) -> None:
    world.name("listed.firma.local", [address])
    refuses(world, "http://listed.firma.local/", "*.firma.local", "0.0.0.0/0", "::/0")
    assert world.dialled == []


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_s5_a_redirect_to_ourselves_is_refused_at_the_hop(world: World, status: str) -> None:
    world.talk = lambda connection, request: connection.sendall(redirect("http://127.0.0.1:1/", status))
    refuses(world, "http://good.example/")
    assert len(world.dialled) == 1


def test_s5_a_loop_of_redirects_ends_after_five(world: World) -> None:
    world.talk = lambda connection, request: connection.sendall(redirect("/again"))
    with pytest.raises(FetchFailed):
        world.fetcher().get("http://good.example/")
    assert len(world.dialled) == 6


def test_s5_an_honest_redirect_is_followed(world: World) -> None:
    def talk(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer("there") if b"GET /new" in request else redirect("/new"))

    world.talk = talk
    assert world.fetcher().get("http://good.example/old").url == "http://good.example/new"


def test_s5_a_refresh_inside_the_page_is_not_followed(world: World) -> None:
    page = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'
    world.talk = lambda connection, request: connection.sendall(answer(page))
    world.fetcher().get("http://good.example/")
    assert len(world.dialled) == 1


def test_s6_a_name_is_resolved_once_so_rebinding_gains_nothing(world: World) -> None:
    world.name("rebind.example", [PUBLIC], ["127.0.0.1"])
    world.fetcher().get("http://rebind.example/")
    assert world.dialled == [(PUBLIC, 80)]
    refuses(world, "http://rebind.example/")


def test_s6_one_bad_address_refuses_all(world: World) -> None:
    world.name("mixed.example", [PUBLIC, "::1"])
    refuses(world, "http://mixed.example/")


@pytest.mark.parametrize("scheme", ["file", "gopher", "ftp", "dict", "data", "jar"])
def test_s7_only_http_and_https_are_fetched(world: World, scheme: str) -> None:
    refuses(world, f"{scheme}://good.example/")


@pytest.mark.parametrize(
    "url",
    [
        "http://good.example@127.0.0.1/", "http://127.0.0.1#@good.example/", "http://good.example\\@127.0.0.1/",
        "http://good.example\t.evil/", "http://good.example\n/", "http://ana:secret@good.example/", "http:///x", "",
    ],
)  # fmt: skip
def test_s8_an_address_two_parsers_could_read_differently_is_refused(world: World, url: str) -> None:
    refuses(world, url)
    assert world.dialled == []


@pytest.mark.parametrize("url", ["http://10.0.0.1/favicon.ico", "http://169.254.169.254/logo.png"])
def test_s9_s10_pictures_named_in_a_page_pass_the_same_guard(world: World, url: str) -> None:
    refuses(world, url)


def test_s11_a_listed_intranet_host_works_and_its_unlisted_neighbour_does_not(world: World) -> None:
    world.name("wiki.firma.intern", ["10.1.2.3"])
    world.name("pay.firma.intern", ["10.9.9.9"])
    assert world.fetcher("wiki.firma.intern").get("http://wiki.firma.intern/").status == 200
    world.talk = lambda connection, request: connection.sendall(redirect("http://pay.firma.intern/"))
    refuses(world, "http://wiki.firma.intern/", "wiki.firma.intern")
    assert ("10.9.9.9", 80) not in world.dialled


@pytest.mark.parametrize(
    "entry", ["*.firma.local", "wiki.firma.local", "10.1.0.0/16", "10.1.2.3", "WIKI.firma.local:80"]
)
def test_s11_the_list_takes_hosts_endings_networks_and_ports(world: World, entry: str) -> None:
    world.name("wiki.firma.local", ["10.1.2.3"])
    assert world.fetcher(entry).get("http://wiki.firma.local/").status == 200


@pytest.mark.parametrize("entry", ["*.firma.lokal", "firma.local", "10.2.0.0/16", "wiki.firma.local:8080"])
def test_s11_an_entry_allows_nothing_else(world: World, entry: str) -> None:
    world.name("wiki.firma.local", ["10.1.2.3"])
    refuses(world, "http://wiki.firma.local/", entry)


@pytest.mark.parametrize("entry", ["*", "*.", "a b", "http://x/", "x:99999", "10.0.0.0/99"])
def test_s11_an_invalid_list_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError):
        parse_entry(entry)


def drip(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize("talk", [drip, drip_headers, lambda connection, request: time.sleep(5)])
def test_s12_a_trickle_ends_at_the_deadline(world: World, talk: Talk) -> None:
    world.talk = talk
    started = time.monotonic()
    with pytest.raises(FetchFailed):
        world.fetcher().get("http://good.example/", seconds=0.5)
    assert time.monotonic() - started < 2


def test_s12_an_endless_body_is_cut(world: World) -> None:
    def endless(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")

    world.talk = endless
    assert len(world.fetcher().get("http://good.example/", max_bytes=100_000).body) == 100_000


def test_s12_a_gzip_bomb_is_cut_after_unpacking(world: World) -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    world.talk = lambda connection, request: connection.sendall(answer(bomb, "Content-Encoding: gzip"))
    started = time.process_time()
    assert len(world.fetcher().get("http://good.example/").body) == 2_000_000
    assert time.process_time() - started < 2


def test_s12_a_gzip_page_arrives_whole(world: World) -> None:
    text = "Grüße " * 50_000
    packed = gzip.compress(text.encode())
    world.talk = lambda connection, request: connection.sendall(answer(packed, "Content-Encoding: gzip"))
    assert world.fetcher().get("http://good.example/").text() == text


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n", b"\x00" * 5000, b"", answer(b"not gzip", "Content-Encoding: gzip"),
        b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)  # fmt: skip
def test_s12_nonsense_from_a_server_is_one_plain_failure(world: World, reply: bytes) -> None:
    world.talk = lambda connection, request: connection.sendall(reply)
    with pytest.raises(FetchFailed):
        world.fetcher().get("http://good.example/")


def test_s13_refused_closed_and_broken_look_alike(world: World) -> None:
    def closed(address: str, port: int, seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    sentences = set()
    for fetcher, url in ((world.fetcher(), "http://10.0.0.1/"), (Fetcher(connector=closed), f"http://{PUBLIC}/")):
        with pytest.raises(FetchFailed) as failure:
            fetcher.get(url)
        sentences.add(str(failure.value))
    assert len(sentences) == 1


def test_s14_proxies_netrc_and_cookies_are_ignored(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine good.example login ana password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    world.talk = lambda connection, request: connection.sendall(answer("x", "Set-Cookie: a=b"))
    fetcher = world.fetcher()
    fetcher.get("http://good.example/")
    fetcher.get("http://good.example/")
    assert world.dialled == [(PUBLIC, 80)] * 2
    assert not any(word in world.requests[1].lower() for word in (b"cookie", b"authorization", b"secret"))


@pytest.mark.parametrize("port", [22, 25, 6379, 5432, 8080])
def test_s15_only_the_ports_of_the_web_unless_listed(world: World, port: int) -> None:
    refuses(world, f"http://good.example:{port}/")
    refuses(world, f"http://good.example:{port}/", "good.example")
    assert world.fetcher(f"good.example:{port}").get(f"http://good.example:{port}/").status == 200


def test_s16_many_fetches_at_once_do_not_disturb_each_other(world: World) -> None:
    fetcher = world.fetcher()
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: seen.append(fetcher.get("http://good.example/").status)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert seen == [200] * 20


def test_a_resolver_that_fails_refuses(world: World) -> None:
    def broken(host: str, port: int) -> list[str]:
        raise RuntimeError

    with pytest.raises(FetchRefused):
        Fetcher(resolver=broken, connector=world.connect).get("http://good.example/")
    world.name("odd.example", ["not an address"], [])
    refuses(world, "http://odd.example/")
    refuses(world, "http://odd.example/")


def test_https_names_the_host_and_checks_its_certificate(world: World, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=good.example"]
    try:
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except OSError:
        pytest.skip("no openssl here")
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda sock, name, old: asked.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_shake_hands, args=(listener, context), daemon=True).start()

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            return socket.create_connection(listener.getsockname(), timeout=seconds)

        with pytest.raises(FetchFailed):
            Fetcher(resolver=world.resolve, connector=connect).get("https://good.example/")
    assert asked == ["good.example"]


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    try:
        connection, _ = listener.accept()
        with closing(connection):
            context.wrap_socket(connection, server_side=True)
    except OSError:
        pass
