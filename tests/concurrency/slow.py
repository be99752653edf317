"""A way to Saleor that gets stuck once, right after Saleor has made the order: the answer never arrives."""

from __future__ import annotations

import os
import time
from pathlib import Path

from saleor_punchout.sandbox.transport import SandboxTransport


class StuckOnce(SandboxTransport):
    def execute(self, document, variables):
        answer = super().execute(document, variables)
        stuck = Path(os.environ["STUCK_FILE"])
        if "orderCreateFromCheckout" in document and not stuck.exists():
            stuck.touch()
            time.sleep(600)
        return answer
