"""Other people's servers: each an origin of its own that answers a few paths and remembers who came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit


class Visitor(NamedTuple):
    method: str
    path: str
    body: str
    referrer: str
    cookies: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The form that was posted, as UTF-8."""
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def code(self) -> str:
        """What a storefront is given to redeem."""
        return parse_qs(urlsplit(self.path).query)["code"][0]


class Answer(NamedTuple):
    text: str
    cookie: str = ""
    """Value of a Set-Cookie header."""


Page = str | Callable[[Visitor], Answer]
"""HTML, or starting with ``303 `` the address to go on to; or what makes an answer of that."""


class Place:
    """Serves while it is entered."""

    def __init__(self, pages: Mapping[str, Page], host: str) -> None:
        self.visitors: list[Visitor] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(pages, self.visitors))
        self.address = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def posts(self) -> list[Visitor]:
        return [visitor for visitor in self.visitors if visitor.method == "POST"]


def _answering(pages: Mapping[str, Page], visitors: list[Visitor]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body, told = (
                self.rfile.read(length).decode(),
                [self.headers.get(name, "") for name in ("Referer", "Cookie")],
            )
            visitors.append(Visitor(self.command, self.path, body, *told))
            page = pages.get(urlsplit(self.path).path)
            text, cookie = page(visitors[-1]) if callable(page) else Answer(page or "")
            status = 404 if page is None else 303 if text.startswith("303 ") else 200
            self.send_response(status)
            if status == 303:
                self.send_header("Location", text.removeprefix("303 "))
            if cookie:
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if status == 200:
                self.wfile.write(f'<!doctype html><link rel="icon" href="data:,">{text}'.encode())

        do_POST = do_GET  # noqa: N815  # as the base class calls it

        def log_message(self, *args: object) -> None:
            return

    return Handler
