from __future__ import annotations

import pytest

from tests.world import _fresh_counters, partner, saleor, world  # noqa: F401  # fixtures


@pytest.fixture
def patience(settings):
    """The endpoints take a thousand attacks a minute from one address."""
    settings.PUNCHOUT_FAILURES_PER_MINUTE = 1_000_000
