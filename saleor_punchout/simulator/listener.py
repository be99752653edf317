"""Where the buyer's browser starts and where it brings the cart: a small web server on this machine, for one form."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from saleor_punchout.simulator.browser import Form
from saleor_punchout.simulator.cart import NotTaken

HOST = "127.0.0.1"
MOST = 50_000_000
"""Bytes of a form; a cart has a hundredth of it."""
PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Cart received</title>
<h1>Cart received</h1><p>What procurement would make of it stands in the terminal. You may close this window.</p></html>
"""
DOOR = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Punch out</title>{way}</html>
"""
POST_WAY = """<form method="post" action="{address}">{inputs}<button>Open the supplier's shop</button></form>"""
GET_WAY = """<a href="{address}">Open the supplier's shop</a>"""


class Listener:
    """Waits for one form."""

    door = b""
    """The page that begins a visit whose address holds a password."""

    def __init__(self, server: ThreadingHTTPServer, charset: str) -> None:
        self._server, self._charset = server, charset
        self._arrived = threading.Event()
        self._form: Form | None = None

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self._server.server_port}/cart"

    def offer(self, address: str, fields: Sequence[tuple[str, str]]) -> str:
        """The address of a page with a button that posts these fields there, or with a link where there are none."""
        inputs = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields
        )
        way = POST_WAY if fields else GET_WAY
        self.door = DOOR.format(way=way.format(address=escape(address), inputs=inputs)).encode()
        return self.address.removesuffix("cart")

    def wait(self, seconds: float) -> Form:
        """The form that was posted. Raises :class:`NotTaken` where none came in time."""
        self._arrived.wait(seconds)
        if self._form is None:
            raise NotTaken(f"No cart came back within {seconds:.0f} seconds.")
        return self._form

    def receive(self, path: str, body: bytes) -> None:
        """Take a form; the first one counts."""
        if self._form is None:
            fields = parse_qsl(
                body.decode("ascii", "replace"), keep_blank_values=True, encoding=self._charset, errors="replace"
            )
            query = parse_qsl(urlsplit(path).query, keep_blank_values=True)
            self._form = Form(f"{self.address.removesuffix('/cart')}{path}", "post", fields=[*fields, *query])
        self._arrived.set()


@contextmanager
def listening(port: int, charset: str = "utf-8") -> Iterator[Listener]:
    """Listen while this lasts; with port 0 at a free one. Raises OSError for a port in use."""
    server = ThreadingHTTPServer((HOST, port), _Handler)
    listener = server.listener = Listener(server, charset)  # type: ignore[attr-defined]
    with server:
        threading.Thread(target=server.serve_forever, name="cart-listener", daemon=True).start()
        try:
            yield listener
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self._take()

    def do_GET(self) -> None:
        """The door, or a cancelled visit that comes as a link; anything else, such as an icon, is none of ours."""
        path, door = urlsplit(self.path).path, self._listener.door
        if path == "/" and door:
            self._answer(door)
        elif path == "/cart":
            self._take()
        else:
            self.send_error(404)

    def _take(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), MOST) if length.isdigit() else 0)
        self._answer(PAGE)
        self._listener.receive(self.path, body)

    def _answer(self, page: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    @property
    def _listener(self) -> Listener:
        found: Listener = self.server.listener  # type: ignore[attr-defined]
        return found

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the base class calls it
        """The terminal belongs to the simulator's own words."""
