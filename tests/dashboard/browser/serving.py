"""The demo with staff: ``python -m tests.dashboard.browser.serving PORT FOLDER``, the Saleor's public keys on stdin.

A process of its own, for Django takes a thread in which Playwright runs for asynchronous.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from saleor_punchout.service.demo.server import listen, serving
from tests.dashboard.tokens import APP_ID


def main(port: int, folder: Path) -> None:
    keys = json.load(sys.stdin)
    with serving(listen(port), folder):
        from django.utils import timezone

        from saleor_punchout.models import Installation

        Installation.objects.update(app_id=APP_ID, jwks=keys, jwks_fetched_at=timezone.now())
        print("ready", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
