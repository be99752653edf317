"""The service as it is run in production: real processes on PostgreSQL and Redis."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
import requests

from tests.concurrency.conftest import _postgresql
from tests.concurrency.test_worker import BROKER
from tests.needs import need
from tests.service.gate import Gate

REPOSITORY = Path(__file__).parents[2]
METRICS_TOKEN = "figures"


@pytest.fixture
def environment(tmp_path) -> Iterator[dict[str, str]]:
    """Variables of a service on a fresh database and an empty broker, and no other."""
    broker = redis.Redis.from_url(BROKER, socket_connect_timeout=2)
    try:
        broker.flushdb()
    except redis.ConnectionError:
        need(False, "Redis")
    with _postgresql() as address:
        yield {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "SECRET_KEY": "only-for-tests",
            "DATABASE_URL": address,
            "REDIS_URL": BROKER,
            "PUNCHOUT_METRICS_TOKEN": METRICS_TOKEN,
            "LOG_LEVEL": "ERROR",
        }
    broker.flushdb()


@pytest.fixture
def gates(environment) -> Iterator[dict[str, Gate]]:
    """Gates before database and broker, with the addresses in the environment leading through them."""
    found = {}
    for name, part in (("DATABASE_URL", "database"), ("REDIS_URL", "broker")):
        url = urlsplit(environment[name])
        found[part] = Gate(url.hostname, url.port)
        user = f"{url.username}@" if url.username else ""
        environment[name] = f"{url.scheme}://{user}127.0.0.1:{found[part].port}{url.path}"
    yield found
    for gate in found.values():
        gate.shut()


@contextlib.contextmanager
def started(environment, cwd, *arguments) -> Iterator[subprocess.Popen]:
    """``saleor-punchout`` until we stop it; what it says is kept in the file ``said`` of ``cwd``."""
    with (Path(cwd) / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "saleor_punchout.cli", *map(str, arguments)],
            env=environment,
            cwd=cwd,
            stderr=said,
            stdout=said,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)


@contextlib.contextmanager
def serving(environment, cwd, *options) -> Iterator[tuple[str, subprocess.Popen]]:
    """The service and its address, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with started(environment, cwd, "serve", "--port", port, *options) as process:
        give_up = time.monotonic() + 60
        while True:
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"http://127.0.0.1:{port}/health", timeout=5)
                break
            assert process.poll() is None, (Path(cwd) / "said").read_text()
            assert time.monotonic() < give_up
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process
