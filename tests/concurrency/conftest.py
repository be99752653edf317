"""Real databases, real processes: each test gets a database of its own, and a server or a worker on it."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
import requests

from tests.needs import need

POSTGRESQL = os.environ.get("PUNCHOUT_TEST_POSTGRESQL", "postgres://root@127.0.0.1:5432/postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path) -> Iterator[dict[str, str]]:
    """Variables of a process on a fresh database with its tables, the range of the shop and the partners."""
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            address = f"sqlite:///{tmp_path / 'test.sqlite3'}"
        else:
            address = stack.enter_context(_postgresql())
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
            "DATABASE_URL": address,
            "PUNCHOUT_DEMO_URL": "http://shop.example.com",
            "LOG_LEVEL": "ERROR",
        }
        run("tests.concurrency.prepare", variables)
        yield variables


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    name = f"punchout_test_{secrets.token_hex(4)}"
    try:
        admin = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        need(False, "PostgreSQL")
    with admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield POSTGRESQL.rpartition("/")[0] + f"/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(module: str, variables: dict[str, str], *arguments: str, timeout: float = 240) -> str:
    """Run a module in a process of its own; gives what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=variables, capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return done.stdout


@pytest.fixture
def server(environment) -> Iterator[str]:
    """The address of a real server with many threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "32", "--no-log"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "saleor_punchout.service.wsgi:application"], env=environment
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/cxml")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str) -> None:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        with contextlib.suppress(requests.ConnectionError):
            requests.get(address, timeout=5)
            return
        time.sleep(0.1)
    raise AssertionError(f"Nothing answers at {address}.")
