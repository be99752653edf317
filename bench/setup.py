"""Answering setup requests: 50 connections against real servers, ours and the floor, on two ports.

Subject: the service as it ships, under granian. Floor: ``floor_service`` under the same granian on the same kind of
database, a new one for each. Rounds of equal length alternate; the medians of the rounds are divided. Units: answered
requests per second, the 99th percentile of waiting, and CPU time of the server's processes per request, which other
work on the machine disturbs least. A refused request fails the run, for a refusal is cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import count
from statistics import median

from bench import load, serving
from bench.documents import setup_request
from bench.figures import Figure
from bench.load import Load
from bench.serving import FLOOR, OURS, Server

ROUNDS, SECONDS = 7, 1.5
THROUGHPUT, CPU, WAITING = ">= 0.6", "<= 1.75", "<= 1.6"
Database = Callable[[], AbstractContextManager[str]]
Loads = dict[str, list[Load]]


def figures() -> list[Figure]:
    found = _on("SQLite", serving.sqlite)
    return found + _on("PostgreSQL", serving.postgresql) if serving.has_postgresql() else found


def _on(name: str, database: Database) -> list[Figure]:
    loads = _loads(database)
    found = [
        _figure(f"setup requests per second ÷ floor, {name}", loads, lambda one: one.rate, THROUGHPUT, "{:.0f}/s"),
        _figure(f"setup p99 ÷ floor, {name}", loads, lambda one: 1000 * one.p99, WAITING, "{:.0f} ms"),
    ]
    if loads[OURS][0].cpu is not None:
        cpu = f"setup CPU per request ÷ floor, {name}"
        found.append(_figure(cpu, loads, lambda one: 1000 * one.cpu_per_request, CPU, "{:.2f} ms"))
    return found


def _figure(name: str, loads: Loads, what: Callable[[Load], float], goal: str, unit: str) -> Figure:
    least, taken = (median(map(what, loads[module])) for module in (FLOOR, OURS))
    return Figure(name, taken / least, goal, f"floor {unit.format(least)}, ours {unit.format(taken)}")


def _loads(database: Database) -> Loads:
    """The rounds after the first, which opens connections to the database and warms caches."""
    loads: Loads = {FLOOR: [], OURS: []}
    with ExitStack() as stack:
        urls = {module: stack.enter_context(database()) for module in loads}
        servers = {module: stack.enter_context(serving.serving(module, url)) for module, url in urls.items()}
        for number in range(ROUNDS + 1):
            for module in (FLOOR, OURS) if number % 2 else (OURS, FLOOR):
                loads[module].append(_round(servers[module]))
    return {module: runs[1:] for module, runs in loads.items()}


def _round(server: Server) -> Load:
    before = server.cpu_seconds()
    one = load.run(server.port, _requests(), SECONDS)
    after = server.cpu_seconds()
    one.cpu = None if before is None or after is None else after - before
    assert not one.refused, f"{one.refused} requests were refused"
    return one


_number = count(1)


def _requests() -> Iterator[bytes]:
    """Setup requests, each under a payloadID of its own."""
    before, after = setup_request().split(b"1698765432.1.2@", 1)
    while True:
        yield load.post("/cxml", before + b"1698765432.1.%d@" % next(_number) + after)
