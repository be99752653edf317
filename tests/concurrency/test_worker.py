"""Workers of their own on a real broker."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import redis

from tests.concurrency.test_crowds import orders_in_saleor, send
from tests.flows.story import line, order_request, status
from tests.needs import need

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
BROKER = f"{os.environ.get('PUNCHOUT_TEST_REDIS', 'redis://127.0.0.1:6379')}/{9 - WORKER % 8}"
"""Tests that run side by side have a database of their own each, for they empty it."""


@pytest.fixture
def environment(environment, tmp_path):
    """The same process environment, with a broker and an impatient sweep."""
    broker = redis.Redis.from_url(BROKER, socket_connect_timeout=2)
    with contextlib.suppress(redis.ConnectionError):
        broker.flushdb()
        yield environment | {
            "REDIS_URL": BROKER,
            "PUNCHOUT_SWEEP_SECONDS": "1",
            "PUNCHOUT_ORDER_LEASE": "3",
            "STUCK_FILE": str(tmp_path / "stuck"),
        }
        broker.flushdb()
        return
    need(False, "Redis")


@contextlib.contextmanager
def working(environment) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "saleor_punchout.cli", "worker"]
    worker = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=20)


def wait_until(true, seconds=40):
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.1)


@pytest.mark.timeout(150)
def test_an_order_whose_worker_was_killed_is_finished_by_another_and_not_made_twice(environment, server):
    stuck = environment["STUCK_FILE"]

    # given: a worker that hangs after Saleor has made the order
    with working(environment | {"TEST_TRANSPORT": "tests.concurrency.slow.StuckOnce"}):
        assert status(send(server, order_request([line("FST-1001", 2, "14.80")]))) == 200
        wait_until(lambda: os.path.exists(stuck))

    # when: it is dead, and another one lives
    with working(environment):
        wait_until(lambda: any(order["externalReference"] for order in orders_in_saleor(server, 1)))
        time.sleep(2)

    # then
    assert [order["externalReference"] for order in orders_in_saleor(server, 1)] == ["fennwick-foods:PO-1"]
