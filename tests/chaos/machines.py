"""A PostgreSQL and a Redis of the run's own, for they are stopped, flushed and restarted under load."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import redis

PATIENCE = 30
"""Seconds that a server may take to come up."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Raises TimeoutError where it does not become true in time."""
    give_up = time.monotonic() + seconds
    while not true():
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} within {seconds:.0f} seconds")
        time.sleep(0.1)


class PostgreSQL:
    """A cluster in a folder, which ``restart`` kills in the middle of everything.

    Without fsync: the machine itself goes on, so what was written is there, and the server is back in a second.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder / "postgresql", free_port()
        self._folder.mkdir()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            folder.chmod(0o755)
            shutil.chown(self._folder, "postgres", "postgres")
        self._run("initdb", "--auth=trust", "--username=punchout", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()
        with psycopg.connect(f"{self._base}/postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE punchout")

    @property
    def _base(self) -> str:
        return f"postgres://punchout@127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self._base}/punchout"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self._folder} -c max_connections=200 -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-s", "-l", str(self._folder / "log"), "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-s")

    def restart(self) -> None:
        self.stop()
        self.start()

    def cut_connections(self) -> None:
        """End every connection but our own, as a failover does."""
        with psycopg.connect(f"{self._base}/postgres", autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'punchout'")

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, str(_bin() / program), "-D", str(self._folder), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


def _bin() -> Path:
    """Debian keeps the programs of the server out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    sys.exit("The chaos run needs PostgreSQL: apt install postgresql")


class Redis:
    """A server that keeps nothing: what it forgets is what a broker may forget."""

    def __init__(self, folder: Path) -> None:
        if not shutil.which("redis-server"):
            sys.exit("The chaos run needs Redis: apt install redis-server")
        self._folder, self.port = folder, free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL)
        wait_until(self._answers, "Redis answers")

    def _answers(self) -> bool:
        with contextlib.suppress(redis.ConnectionError):
            return bool(self._client.ping())
        return False

    @property
    def _client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_connect_timeout=1)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def flush(self) -> None:
        self._client.flushall()


@contextlib.contextmanager
def machines(folder: Path) -> Iterator[tuple[PostgreSQL, Redis]]:
    """Both of them, for as long as the run lasts."""
    database, broker = PostgreSQL(folder), Redis(folder)
    try:
        yield database, broker
    finally:
        broker.stop()
        database.stop()
