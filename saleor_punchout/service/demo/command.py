"""``saleor-punchout demo``: serve it, or check it."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from saleor_punchout.service.demo.server import listen, serving

if TYPE_CHECKING:
    from saleor_punchout.service.demo.stories.run import Run

WELCOME = """
  PunchOut for Saleor: the demo
  -----------------------------
  Start here      {address}/
  The shop        {address}/shop/
  GraphQL         {address}/graphql/   (staff: Authorization: Bearer {token})

  Everything runs in this process and is forgotten when it ends: Ctrl+C.
"""


def serve(port: int, folder: Path) -> int:
    """Serve until somebody stops it."""
    try:
        server = listen(port)
    except OSError as error:
        print(f"Port {port} cannot be used: {error.strerror}. Choose another with --port.", file=sys.stderr)
        return 1
    with serving(server, folder) as address:
        from django.conf import settings

        print(WELCOME.format(address=address, token=settings.PUNCHOUT_STAFF_TOKEN), flush=True)
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        stopped.wait()
    return 0


def check(folder: Path, *, as_json: bool, documents: Path | None) -> int:
    """Run the loop for every system and operation and print how it went; 1 where a step failed."""
    if documents:
        documents.mkdir(parents=True, exist_ok=True)
    with serving(listen(0), folder) as address:
        from saleor_punchout.service.demo import partners
        from saleor_punchout.service.demo.check import check as run_all

        partners.set_up_companies(address)
        runs = list(_printed(run_all(documents), as_json=as_json))
    return 0 if runs and all(run.ok for run in runs) else 1


def _printed(runs: Iterable[Run], *, as_json: bool) -> Iterable[Run]:
    for run in runs:
        print(json.dumps({**asdict(run), "ok": run.ok}) if as_json else _table(run), flush=True)
        yield run


def _table(run: Run) -> str:
    rows = [f"{run.system}: {run.operation}"]
    for step in run.steps:
        rows.append(
            f"  {'ok  ' if step.ok else 'FAIL'}  {step.name:<26} {step.milliseconds:>6} ms  {step.error}".rstrip()
        )
    return "\n".join(rows) + "\n"
