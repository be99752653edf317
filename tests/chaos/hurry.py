"""Minutes become seconds: the schedules keep their shape, so that a run of minutes shows what takes hours."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

FACTOR = 60
PAUSES = {
    "schedule": ("PAUSES",),
    "circuit": ("FIRST_PAUSE", "LONGEST_PAUSE"),
    "fulfillment": ("FIRST_PAUSE", "LONGEST_PAUSE", "PAUSE_AFTER_TROUBLE", "PAUSE_WITHOUT_SETTINGS"),
}
"""By the module of ``flows`` that names them."""


def up() -> None:
    """Make every pause of this process so many times shorter. Before anything else reads them."""
    import django

    django.setup()
    for name, pauses in PAUSES.items():
        module = importlib.import_module(f"saleor_punchout.flows.{name}")
        for pause in pauses:
            setattr(module, pause, _shorter(getattr(module, pause)))


def _shorter(pause: Any) -> Any:
    return pause / FACTOR if isinstance(pause, timedelta) else tuple(map(_shorter, pause))
