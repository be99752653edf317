"""The embedded default: a real Celery worker and the sweep as threads of the web process, without a broker.

For one process on one machine. Several processes need a broker that they share: set CELERY_BROKER_URL.
"""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.db import close_old_connections

from saleor_punchout import tasks
from saleor_punchout.service.celery import app

logger = logging.getLogger(__name__)


def start_workers() -> None:
    """Start both threads where the settings name no broker; they end with the process."""
    if settings.CELERY_BROKER_URL != settings.IN_PROCESS_BROKER:
        return
    threading.Thread(target=_work, name="punchout-worker", daemon=True).start()
    threading.Thread(target=_sweep, name="punchout-sweep", daemon=True).start()


def _work() -> None:
    app.WorkController(
        hostname="in-process",
        pool="threads",
        concurrency=4,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
        loglevel=logging.WARNING,
    ).start()


def _sweep() -> None:
    pause = threading.Event()
    seconds = settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"]
    while not pause.wait(seconds):
        try:
            tasks.sweep()
        except Exception:
            logger.exception("The sweep failed; it runs again in %s seconds.", seconds)
        finally:
            close_old_connections()
