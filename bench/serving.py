"""Real servers and databases of their own for as long as a measurement lasts."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

POSTGRESQL = os.environ.get("BENCH_POSTGRESQL_URL", "postgresql://root@127.0.0.1:5432/postgres")
"""A database of a user who may create others."""

PROCESSES, THREADS = 2, 4
OURS, FLOOR = "bench.our_service", "bench.floor_service"
APPLICATIONS = {OURS: "saleor_punchout.service.wsgi:application", FLOOR: "bench.floor_service:application"}


@contextmanager
def sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a new database, dropped afterwards."""
    name = f"punchout_bench_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield POSTGRESQL.rpartition("/")[0] + f"/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def has_postgresql() -> bool:
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, and the process that the workers are children of."""

    port: int
    pid: int

    def cpu_seconds(self) -> float | None:
        """CPU time of all its processes until now; None where there is no ``/proc``."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            spent = [_ticks(pid) for pid in (str(self.pid), *children)]
        except OSError:
            return None
        return sum(spent) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: str) -> int:
    """User and system time: fields 14 and 15 of ``proc(5)``, counted behind the name in brackets."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def serving(module: str, database_url: str) -> Iterator[Server]:
    """A server of ``module``, prepared, on that database."""
    environment = {**os.environ, **settings(database_url)}
    _python("-c", f"import {module}; {module}.prepare()", environment=environment).wait(60)
    port = _free_port()
    server = _python(
        *("-m", "granian", "--interface", "wsgi", "--port", str(port), "--log-level", "error"),
        *("--workers", str(PROCESSES), "--blocking-threads", str(THREADS), APPLICATIONS[module]),
        environment=environment,
    )
    try:
        _wait_for(port, server)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(30)


def settings(database_url: str) -> dict[str, str]:
    """The service's settings, whatever else the environment says."""
    return {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "saleor_punchout.service.settings",
        "SECRET_KEY": "only-for-benchmarks",
        "LOG_LEVEL": "CRITICAL",
        "REDIS_URL": "",
        # Workers of their own, as in production; nobody listens, for no setup request wakes one.
        "CELERY_BROKER_URL": "redis://127.0.0.1:1",
    }


def _python(*arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], env=environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not come up; run it by hand to see why.")
