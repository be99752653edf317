"""What goes wrong, and when: by chance, but by the same chance for the same seed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable

from tests.chaos.machines import PostgreSQL, Redis
from tests.chaos.processes import Web, Workers

OUTAGE = 4.0
"""Seconds that the broker is away when it stops."""
CALM = (1.5, 4.5)
"""Seconds between two accidents."""


class Trouble:
    """One accident after the other, until told to stop."""

    def __init__(self, seed: int, database: PostgreSQL, broker: Redis, web: Web, workers: Workers) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # no secret depends on it
        self._broker = broker
        self.done: Counter[str] = Counter()
        self._over = threading.Event()
        self._accidents: dict[str, tuple[int, Callable[[], object]]] = {
            "worker killed": (8, lambda: workers.kill_one(self._chance)),
            "web process killed": (6, lambda: web.kill_one(self._chance)),
            "broker flushed": (2, broker.flush),
            "broker stopped": (1, self._stop_broker),
            "database connections cut": (2, database.cut_connections),
            "database restarted": (1, database.restart),
        }
        """With how often each happens."""
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        names, weights = list(self._accidents), [weight for weight, _ in self._accidents.values()]
        first = list(names)  # each at least once, however short the run
        while not self._over.wait(self._chance.uniform(*CALM)):
            name = first.pop() if first else self._chance.choices(names, weights)[0]
            self._accidents[name][1]()
            self.done[name] += 1

    def _stop_broker(self) -> None:
        self._broker.stop()
        self._over.wait(OUTAGE)
        self._broker.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
