"""How a worker begins: from the command line alone, with no settings module named in the environment."""

from __future__ import annotations

import os
import subprocess
import sys

LISTENERS = """
from saleor_punchout.service import command
from celery import signals
print(len(signals.worker_init.receivers))
"""


def test_a_worker_closes_the_connections_that_its_processes_inherit() -> None:
    # given
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}

    # when
    done = subprocess.run(
        [sys.executable, "-c", LISTENERS], env=environment, capture_output=True, text=True, check=True, timeout=60
    )

    # then: Celery's part for Django listens, which closes them
    assert done.stdout.strip() == "1"
