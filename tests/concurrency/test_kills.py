"""``kill -9`` at any step of making an order loses nothing and doubles nothing."""

from __future__ import annotations

import pytest

from tests.concurrency.conftest import run


@pytest.mark.timeout(280)
def test_a_worker_may_die_anywhere(environment):
    places = int(run("tests.concurrency.kills", environment, "1"))

    assert places > 40
