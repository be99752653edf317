"""Where a buyer takes what suppliers send after an order: confirmations, ship notices, invoices, states.

It judges each document, answers as procurement systems do, and takes one payloadID once. It can be told to fail in
every way that such systems fail, for whoever wants to see what becomes of the documents then.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from saleor_punchout.simulator.cart import NotTaken
from saleor_punchout.simulator.cxml_reading import Element, parsed

HOST = "127.0.0.1"
MOST = 20_000_000
"""Bytes of a document."""
SLOW = 8.0
"""Seconds that a hanging buyer keeps the line before it cuts it."""
ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd">
<cXML payloadID="{number}.answer@buyer.example.com" timestamp="2026-01-01T00:00:00+00:00"><Response>
<Status code="{code}" text="{text}" xml:lang="en">{message}</Status></Response></cXML>
"""


@dataclass(frozen=True, slots=True)
class Received:
    """One document that came."""

    payload_id: str
    kind: str
    """Name of the payload element."""
    root: Element = field(repr=False)
    body: bytes = field(repr=False)


Judge = Callable[[Received], None]
"""Raises :class:`NotTaken` for a document that cannot be right."""


class PostBox:
    """What came. ``failing`` is asked before every answer for the name of a failure, or an empty string."""

    def __init__(self, secret: str, judge: Judge, failing: Callable[[], str]) -> None:
        self.secret, self.judge, self.failing = secret, judge, failing
        self.address = ""
        self.accepted: dict[str, Received] = {}
        """By payloadID, in the order in which they came."""
        self.repeats: list[str] = []
        """payloadIDs that came again after they were accepted: an answer of ours may have been lost."""
        self.refused: list[str] = []
        """Why documents were refused."""
        self.failures: list[str] = []
        self._came = threading.Condition()

    def take(self, body: bytes) -> bytes:
        """The answer to a document."""
        with self._came:
            self._came.notify_all()
            try:
                received = self._read(body)
                if received.payload_id in self.accepted:
                    self.repeats.append(received.payload_id)
                else:
                    self.judge(received)
                    self.accepted[received.payload_id] = received
            except NotTaken as error:
                self.refused.append(str(error))
                return _answer(len(self.refused), 400, "Bad Request", str(error))
        return _answer(len(self.accepted), 200, "OK", "")

    def wait(self, is_enough: Callable[[], bool], seconds: float) -> bool:
        """Wait until that is so, asked anew after every document; False where it is not within that time."""
        with self._came:
            return self._came.wait_for(is_enough, seconds)

    def _read(self, body: bytes) -> Received:
        root = parsed(body, "The document")
        payload_id, request = root.get("payloadID", ""), root.find("Request")
        if root.tag != "cXML" or not payload_id or request is None or not len(request):
            raise NotTaken("The document is no cXML Request with a payloadID.")
        given = root.findtext("Header/Sender/Credential/SharedSecret") or ""
        if given != self.secret:
            raise NotTaken("The sender's secret is not the one that we agreed on.")
        return Received(payload_id, str(request[0].tag), root, body)

    def fail(self) -> str:
        """The failure of this request, kept for whoever counts them."""
        with self._came:
            name = self.failing()
            if name:
                self.failures.append(name)
            return name


def _answer(number: int, code: int, text: str, message: str) -> bytes:
    return ANSWER.format(number=number, code=code, text=text, message=escape(message)).encode()


@contextmanager
def receiving(
    secret: str, *, judge: Judge = lambda received: None, failing: Callable[[], str] = lambda: "", port: int = 0
) -> Iterator[PostBox]:
    """Listen while this lasts, at ``address``; with port 0 at a free one. Raises OSError for a port in use."""
    box = PostBox(secret, judge, failing)
    server = _Server((HOST, port), _Handler)
    server.box, box.address = box, f"http://{HOST}:{server.server_port}/cxml"  # type: ignore[attr-defined]
    with server:
        threading.Thread(target=server.serve_forever, args=(0.05,), name="post-box", daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *given: object) -> None:
        """Whoever gave up closed the connection."""


class _Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        box: PostBox = self.server.box  # type: ignore[attr-defined]
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), MOST) if length.isdigit() else 0)
        FAILURES.get(box.fail(), _well)(self, box, body)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        told = {"Content-Type": "text/xml; charset=UTF-8", "Content-Length": str(len(body)), **headers}
        for name, value in told.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the base class calls it
        """The terminal belongs to the simulator's own words."""


def _well(handler: _Handler, box: PostBox, body: bytes) -> None:
    handler.send(box.take(body))


def _error(handler: _Handler, box: PostBox, body: bytes) -> None:
    handler.send(b"Server Error", 500)


def _too_many(handler: _Handler, box: PostBox, body: bytes) -> None:
    handler.send(b"", 429, Retry_After="1")


def _no_cxml(handler: _Handler, box: PostBox, body: bytes) -> None:
    """It took the document, and its portal answers with a page."""
    box.take(body)
    handler.send(b"<html><body>Thank you</body></html>")


def _status_500(handler: _Handler, box: PostBox, body: bytes) -> None:
    handler.send(_answer(0, 560, "Temporary server error", "Try again later."))


def _hang(handler: _Handler, box: PostBox, body: bytes) -> None:
    """It takes the document when nobody waits any more."""
    time.sleep(SLOW)
    box.take(body)


def _reset(handler: _Handler, box: PostBox, body: bytes) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with suppress(OSError):
        handler.connection.close()


def _lost(handler: _Handler, box: PostBox, body: bytes) -> None:
    """It took the document, and the line breaks before the answer."""
    box.take(body)
    _reset(handler, box, body)


def _redirect(handler: _Handler, box: PostBox, body: bytes) -> None:
    handler.send(b"", 302, Location=box.address)


FAILURES: dict[str, Callable[[_Handler, PostBox, bytes], None]] = {
    "http_500": _error,
    "http_429": _too_many,
    "no_cxml": _no_cxml,
    "status_560": _status_500,
    "hang": _hang,
    "reset": _reset,
    "lost_answer": _lost,
    "redirect": _redirect,
}
"""The ways of failing after which a document must come again; a redirect is for whoever configured the address."""
