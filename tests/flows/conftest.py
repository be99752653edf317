from __future__ import annotations

import pytest
from django.utils import timezone

from tests.world import _fresh_counters, partner, saleor, world  # noqa: F401  # fixtures


@pytest.fixture
def later(time_machine):
    """Let time pass: ``later(timedelta(minutes=6))``."""
    return lambda delta: time_machine.move_to(timezone.now() + delta)
