"""When to try again what did not go through."""

from __future__ import annotations

import random
from datetime import timedelta

PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""Before the second attempt and those after; the last one repeats."""
JITTER = 0.2
"""Part of a pause by which it may be shorter or longer, so that what failed together does not come back together."""


def pause_after(attempts: int, asked: timedelta) -> timedelta:
    """Until the next attempt, after so many; no less than the other side asked for."""
    pause, chance = PAUSES[min(attempts, len(PAUSES)) - 1], random.uniform(-JITTER, JITTER)  # noqa: S311  # no secret
    return max(pause * (1 + chance), asked * (1 + abs(chance)))
