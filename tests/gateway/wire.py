"""The two places where Saleor is played: at the other end of a connection, and behind the Transport."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    headers: dict[str, str]
    body: Any


class Wire:
    """A web server on this machine. ``reply`` says what it does; ``seen`` what it was sent."""

    def __init__(self, read: Callable[[bytes], Any] = json.loads) -> None:
        self.read = read
        self.reply: Reply = answer()
        self.seen: list[Seen] = []
        self.ended = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}/graphql/"

    def __enter__(self) -> Wire:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def hang(self) -> None:
        """Say nothing for as long as the test lasts."""
        self.ended.wait(30)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up on us is part of the story."""


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            wire.seen.append(Seen(dict(self.headers.items()), wire.read(body)))
            wire.reply(self)

        def log_message(self, *args: object) -> None:
            return

    return Handler


def answer(status: int = 200, body: bytes = b'{"data": {"ok": true}}', **headers: str) -> Reply:
    """Answer with this."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


class Scripted:
    """A Transport that gives its answers in turn, the last one for ever; an exception among them is raised."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def execute(self, document: str, variables: Any) -> dict[str, Any]:
        self.asked.append(dict(variables))
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(given, Exception):
            raise given
        return given
