"""``make chaos``: a shop under load while everything around it fails, and what was lost, doubled or stuck afterwards.

    make chaos ARGS='--orders 260 --seed 7'

Starts a PostgreSQL and a Redis of its own. Ends with 1 where an invariant was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.chaos import machines

SECRET = "outbound-secret-of-the-chaos-run"  # nothing real lies behind it
LAST_TROUBLE = 60
"""Seconds for which everything goes on failing after the last document came."""
SETTLE = 300
"""Seconds in which everything must come to rest once nothing fails any more."""


def main() -> int:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="punchout-chaos-") as name:
        folder = Path(name)
        with machines.machines(folder) as (database, broker):
            environment = _environment(given.log or folder / "log", database.url, broker.url)
            os.environ.update(environment)
            figures = _run(given.orders, given.seed, environment, database, broker)
    print(json.dumps(figures, indent=1))
    return int(bool(figures["faults"]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--orders", type=int, default=260, help="260 orders are more than 1,000 documents")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--log", type=Path, help="where the service's own log goes; else it is thrown away")
    return parser.parse_args()


def _environment(log: Path, database: str, broker: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "TEST_TRANSPORT": "saleor_punchout.gateway.transports.HttpTransport",
        "PUNCHOUT_DEMO_URL": "http://shop.example.com",
        "PUNCHOUT_SALEOR_TIMEOUT": "3",
        "PUNCHOUT_ORDER_LEASE": "8",
        "PUNCHOUT_SWEEP_SECONDS": "2",
        "CHAOS_LOG": str(log),
        "LOG_LEVEL": "WARNING",
        "DEBUG": "false",
        "SECRET_KEY": "only-for-tests",
    }


def _run(
    count: int, seed: int, environment: dict[str, str], database: machines.PostgreSQL, broker: machines.Redis
) -> dict[str, object]:
    import tests.concurrency.prepare  # noqa: F401  # makes the tables, the range and the partners
    from saleor_punchout.simulator.follow_up import OrderBook
    from saleor_punchout.simulator.post_box import receiving
    from tests.chaos import scene, verdict
    from tests.chaos.load import Buyers
    from tests.chaos.processes import Web, Workers
    from tests.chaos.staff import Staff
    from tests.chaos.trouble import Trouble

    book, calm = OrderBook(), scene.Calm(random.Random(seed))  # noqa: S311
    began = time.monotonic()
    with scene.saleor(seed, count) as front, receiving(SECRET, judge=book.judge, failing=calm.failing) as box:
        scene.set_up(box.address, front.url, SECRET)
        web, workers = Web(environment), Workers(environment, 2)
        buyers, staff = Buyers(web.url, seed, book), Staff(count, seed)
        trouble = Trouble(seed, database, broker, web, workers)
        try:
            _say(f"{count} orders are on their way …")
            buyers.send_all(count)
            _say(f"{buyers.sent} documents were answered; the shop delivers …")
            _wait(lambda: staff.is_done, LAST_TROUBLE)
            _say("Nothing fails any more; everything comes to rest …")
            trouble.stop()
            calm.begin()
            front.calm()
            scene.resend_dead()
            rested = _wait(lambda: staff.is_done and scene.is_at_rest(), SETTLE)
        finally:
            trouble.stop()
            undone = staff.stop()
            web.stop()
            workers.stop()
        faults = list(verdict.faults(count, book, box, scene.secrets(SECRET), Path(environment["CHAOS_LOG"])))
    faults += [f"staff could not deliver {name}" for name in undone] + buyers.refused
    return {
        "seed": seed,
        "seconds": round(time.monotonic() - began),
        **verdict.counted(),
        "sent by the buyer and answered": buyers.sent,
        "answers to the buyer": dict(buyers.answers),
        "accidents": dict(trouble.done),
        "failures of the buyer": {name: box.failures.count(name) for name in sorted(set(box.failures))},
        "documents that came again": len(box.repeats),
        "calls to Saleor": front.done,
        "orders confirmed too early": len(staff.early),
        "at rest after": rested,
        "faults": faults,
    }


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _wait(true: Callable[[], bool], seconds: float) -> float:
    """Seconds until it became true, or all of them."""
    began = time.monotonic()
    while not true() and time.monotonic() - began < seconds:
        time.sleep(0.5)
    return round(time.monotonic() - began, 1)


sys.exit(main())
