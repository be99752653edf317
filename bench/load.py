"""A load generator: many connections kept alive in one thread, each sending its next request when answered.

It takes a few per cent of what a server takes, so that two cores suffice for both; ``selectors`` and nothing else.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles

CONNECTIONS = 50
LEAST = 2 * CONNECTIONS
"""Answers that a run waits for, however busy the machine is."""
PATIENCE = 30
"""Seconds without any answer after which the run fails instead of hanging."""
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Load:
    """What one run saw."""

    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    """Answers that were not both HTTP 200 and cXML 200."""
    seconds: float = 0.0
    cpu: float | None = None
    """CPU seconds that the server spent meanwhile, without the database's."""

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p99(self) -> float:
        return quantiles(self.latencies, n=100)[98]

    @property
    def cpu_per_request(self) -> float | None:
        return None if self.cpu is None else self.cpu / len(self.latencies)


def run(port: int, requests: Iterator[bytes], seconds: float) -> Load:
    """Send ``requests`` to ``port`` over all connections for that time."""
    load, selector = Load(), selectors.DefaultSelector()
    connections = [_Connection(socket.create_connection(("127.0.0.1", port))) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
    while time.perf_counter() - started < seconds or len(load.latencies) < LEAST:
        ready = selector.select(PATIENCE)
        assert ready, "the server does not answer"
        for key, _ in ready:
            if key.data.receive(load):
                key.data.send(next(requests))
    load.seconds = time.perf_counter() - started
    for connection in connections:
        connection.socket.close()
    return load


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    sent: float = 0.0
    answer: bytes = b""

    def send(self, request: bytes) -> None:
        self.sent, self.answer = time.perf_counter(), b""
        self.socket.sendall(request)

    def receive(self, load: Load) -> bool:
        """Whether the answer is complete; if so it is counted."""
        piece = self.socket.recv(65536)
        assert piece, "the server closed a connection"
        self.answer += piece
        head, found, body = self.answer.partition(b"\r\n\r\n")
        if not found:
            return False
        length = _LENGTH.search(head)
        assert length, "the server does not say how long its answer is"
        if len(body) < int(length[1]):
            return False
        load.latencies.append(time.perf_counter() - self.sent)
        load.refused += not (head.startswith(b"HTTP/1.1 200") and b'code="200"' in body)
        return True


def post(path: str, body: bytes) -> bytes:
    """An HTTP request as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml; charset=UTF-8\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
