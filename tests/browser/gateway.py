"""A network between browser and server that records requests and can fail, for tests of what happens then."""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


class Gateway:
    """Passes requests on to the server. `state` is "up", "down" (no response, nothing passes) or "mute" (the request
    passes, its response is lost)."""

    def __init__(self, server: str) -> None:
        self.state = "up"
        self.seen: list[str] = []
        self._server = urlsplit(server).netloc
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def pass_on(self) -> None:
                gateway.pass_on(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = pass_on

            def log_message(self, *words: Any) -> None:
                pass

        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._listener.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._listener.server_address[1]}"
        Thread(target=self._listener.serve_forever, daemon=True).start()

    def pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        asked.close_connection = True
        if self.state == "down":
            return
        self.seen.append(f"{asked.command} {asked.path}")
        connection = http.client.HTTPConnection(self._server, timeout=20)
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "connection"}
        connection.request(asked.command, asked.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if self.state == "mute" and asked.command != "OPTIONS":
            return
        asked.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "server", "date"):
                asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        asked.wfile.write(content)

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()
