"""A real HTTP front of the pretend Saleor that fails, on purpose, in three calls out of ten.

It fails in every way that a Saleor, a proxy before it, or the network between us can: before Saleor acted, after it
acted, and after whoever asked has given up.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import close_old_connections, connections

from saleor_punchout.sandbox.saleor.execution import execute

RATE = 0.28
"""Part of the calls that fail by themselves."""
TOO_LONG = 2.2
"""Seconds that a slow answer takes: longer than the client's timeout in these tests, which is two seconds."""
SLOW_PART = 0.05
"""Part of those that are slow: each costs a thread two seconds."""
REVOKED_RATE = 0.03
"""Part of the calls that fail because the token is revoked for a while: together three of ten."""
REVOKED_FOR = 40
"""Calls in a row that this lasts."""

WORKERS = 8
"""Threads of each process that carry a question to the pretend Saleor: they keep their database connections, which a
thread of each HTTP connection, so many of which are cut, would open anew."""
IDLE = 20
"""Seconds after which a connection is closed."""

ERROR = {"message": "Internal Server Error", "extensions": {"exception": {"code": "KeyError"}}}
COMPLAINT = {"message": "A field failed.", "extensions": {"exception": {"code": "GraphQLError"}}}


class Front(BaseHTTPRequestHandler):
    """One connection. A fault is a method; it may ask ``saleor`` for the true answer, which makes Saleor act."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.plan.next()(self)

    def saleor(self, token: str | None = None) -> bytes:
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        asked = self.asked["query"], self.asked["variables"], shown if token is None else token
        return json.dumps(self.workers.submit(_carried, *asked).result()).encode()

    def send(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length or len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def well(self) -> None:
        self.send(self.saleor())

    # Before Saleor acted.

    def error(self) -> None:
        self.send(b"Server Error (500)", 500)

    def too_many(self) -> None:
        self.send(b"{}", 429, Retry_After="7")

    def bad_gateway(self) -> None:
        self.send(b"<html><h1>502 Bad Gateway</h1></html>", 502, Content_Type="text/html")

    def no_answer(self) -> None:
        self.close_connection = True

    def unauthorized(self) -> None:
        """What some gateway before Saleor says of a revoked token."""
        self.send(b'{"detail": "Unauthorized"}', 401)

    def revoked(self) -> None:
        """What Saleor itself says of it."""
        self.send(self.saleor(token="revoked"))

    # After Saleor acted.

    def lost(self) -> None:
        self.saleor()
        self.close_connection = True

    def cut(self) -> None:
        body = self.saleor()
        self.send(body[: len(body) // 2], length=len(body))
        self.close_connection = True

    def garbled(self) -> None:
        self.send(self.saleor()[:-2] + b"?")

    def slow(self) -> None:
        body = self.saleor()
        time.sleep(TOO_LONG)
        self.send(body)

    def late(self) -> None:
        """Saleor acts when nobody waits for it any more."""
        time.sleep(TOO_LONG)
        self.send(self.saleor())

    def partial(self) -> None:
        self.send(json.dumps(json.loads(self.saleor()) | {"errors": [ERROR]}).encode())

    def complaining(self) -> None:
        """The same, with an error that beside no data would be a refusal of what was asked."""
        answer = json.loads(self.saleor())
        has_data = any((answer["data"] or {}).values())
        self.send(json.dumps(answer | {"errors": [COMPLAINT if has_data else ERROR]}).encode())

    def crashed(self) -> None:
        """Saleor acts, and fails while it writes its answer."""
        data = json.loads(self.saleor())["data"] or {}
        self.send(json.dumps({"data": dict.fromkeys(data), "errors": [ERROR]}).encode())

    def log_message(self, *given: object) -> None:
        pass


def _carried(*asked: Any) -> Any:
    close_old_connections()  # the database may have been restarted since
    return execute(*asked)


SLOW: tuple[Callable[[Front], None], ...] = (Front.slow, Front.late)
FAULTS: tuple[Callable[[Front], None], ...] = (
    Front.error,
    Front.too_many,
    Front.bad_gateway,
    Front.no_answer,
    Front.lost,
    Front.cut,
    Front.garbled,
    Front.partial,
    Front.complaining,
    Front.crashed,
)


class Plan:
    """What happens to which call, by chance, but by the same chance each time."""

    def __init__(self, seed: int) -> None:
        self._chance, self._lock, self._revoked = random.Random(seed), threading.Lock(), 0  # noqa: S311
        self.done: Counter[str] = Counter()
        self.is_calm = False

    def next(self) -> Callable[[Front], None]:
        with self._lock:
            chosen = self._choose()
            self.done[chosen.__name__] += 1
            return chosen

    def _choose(self) -> Callable[[Front], None]:
        if self.is_calm:
            return Front.well
        if not self._revoked and self._chance.random() < REVOKED_RATE / REVOKED_FOR:
            self._revoked = REVOKED_FOR
        if self._revoked:
            self._revoked -= 1
            return Front.revoked if self._revoked % 2 else Front.unauthorized
        if self._chance.random() >= RATE:
            return Front.well
        return self._chance.choice(SLOW if self._chance.random() < SLOW_PART else FAULTS)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def get_request(self):
        connection, address = super().get_request()
        connection.settimeout(IDLE)  # a connection that nobody uses must not keep us from ending
        return connection, address

    def handle_error(self, *given: object) -> None:
        """Whoever gave up closed the connection: that is what this is about."""


class Fronts:
    """Several processes that listen at one address, until ``stop`` tells what they did."""

    def __init__(self, processes: int, seed: int) -> None:
        self._server = _Server(("127.0.0.1", 0), Front)
        self._server.socket.setblocking(False)  # of the processes that hear of a connection, one gets it
        self.url = f"http://127.0.0.1:{self._server.server_port}/graphql/"
        self._children = [self._fork(seed + number) for number in range(processes)]
        self._server.socket.close()

    def _fork(self, seed: int) -> tuple[int, int]:
        connections.close_all()
        told, tells = os.pipe()
        child = os.fork()
        if child:
            os.close(tells)
            return child, told
        Front.plan, Front.workers = Plan(seed), ThreadPoolExecutor(WORKERS)
        signal.signal(signal.SIGUSR1, lambda *_: setattr(Front.plan, "is_calm", True))
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=self._server.shutdown).start())
        self._server.serve_forever(poll_interval=0.05)
        self._server.server_close()  # waits for those that are late
        os.write(tells, json.dumps(Front.plan.done).encode())
        os._exit(0)

    def calm(self) -> None:
        """From now on nothing fails."""
        for child, _ in self._children:
            os.kill(child, signal.SIGUSR1)

    def stop(self) -> Counter[str]:
        """How often each thing happened, once all of it is over."""
        done: Counter[str] = Counter()
        for child, told in self._children:
            os.kill(child, signal.SIGTERM)
            with os.fdopen(told) as report:
                done.update(json.load(report))
            os.waitpid(child, 0)
        return done
