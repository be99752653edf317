"""The sweep among Saleor's own periodic tasks."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

NAME = "punchout-sweep"
EVERY = timedelta(seconds=10)
"""Whoever wants it otherwise writes an entry of that name into CELERY_BEAT_SCHEDULE."""


def extend() -> None:
    """Add the sweep, for whichever scheduler reads the settings. A sweep that was not begun before the next one is due
    is not begun any more."""
    entry = {
        "task": "saleor_punchout.tasks.sweep",
        "schedule": EVERY,
        "options": {"expires": EVERY.total_seconds()},
    }
    settings.CELERY_BEAT_SCHEDULE.setdefault(NAME, entry)
