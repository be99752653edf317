"""``kill -9`` at any step of carrying out an order, or a change of one, loses nothing and doubles nothing."""

from __future__ import annotations

import os

import pytest

from tests.concurrency.conftest import run

FEWEST = {
    "new": 40,
    "update": 40,
    "update_of_confirmed": 60,
    "update_after_death": 40,
    "third_after_death": 60,
    "delete": 20,
    "delete_after_death": 40,
}
"""Steps that each story has at least."""
STRIDE = int(os.environ.get("KILL_STRIDE", "12"))
"""Of the changes one step in so many is tried, for each needs two processes and several orders; 1 tries them all."""


ON_SQLITE = FEWEST if STRIDE == 1 else ("new", "update_of_confirmed")
"""The others take the same steps as on PostgreSQL, where most shops are."""
CASES = [("postgresql", story) for story in FEWEST] + [("sqlite", story) for story in ON_SQLITE]


@pytest.mark.timeout(280)
@pytest.mark.parametrize(("environment", "story"), CASES, indirect=["environment"])
def test_a_worker_may_die_anywhere(environment, story):
    places = int(run("tests.concurrency.kills", environment, story, str(1 if story == "new" else STRIDE)))

    assert places > FEWEST[story]
