"""A mail server for tests: accepts emails on a local port, and rejects what it is told to reject."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Box(socketserver.ThreadingTCPServer):
    """`letters` are the accepted emails; `refuse` maps a command (RCPT, DATA, AUTH, MAIL) to its error response."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[EmailMessage] = []
        self.signed_in: list[tuple[str, str]] = []
        self.refuse: dict[str, str] = {}
        self.tries = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    """One conversation (RFC 5321, as much of it as a test needs)."""

    server: Box

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode():
            word = line.strip().upper().split(" ")[0].split(":")[0]
            if word in ("MAIL", "RCPT", "DATA", "AUTH") and word in self.server.refuse:
                self.say(self.server.refuse[word])
            elif word == "EHLO":
                self.say("250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN")
            elif word == "AUTH":
                _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
                self.server.signed_in.append((user, password))
                self.say("235 ok")
            elif word == "DATA":
                self.take()
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.server.tries += word == "MAIL"
                self.say("250 ok")

    def take(self) -> None:
        """Read an email up to the lone dot."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        found = message_from_bytes(b"".join(lines), policy=policy.SMTP)
        assert isinstance(found, EmailMessage)
        self.server.letters.append(found)
        self.say("250 taken")

    def say(self, text: str) -> None:
        """One response."""
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running() -> Iterator[Box]:
    """A mail server for the duration of a test."""
    with Box() as box:
        thread = threading.Thread(target=box.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield box
        box.shutdown()
        thread.join()
