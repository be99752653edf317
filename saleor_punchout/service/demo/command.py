"""``saleor-punchout demo``: serve it, or check it."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from saleor_punchout.service.demo.companies import POST_SECRET
from saleor_punchout.service.demo.server import listen, serving
from saleor_punchout.simulator.aftermath import office

if TYPE_CHECKING:
    from saleor_punchout.service.demo.stories.run import Run

WELCOME = """
  PunchOut for Saleor: the demo
  -----------------------------
  Start here      {address}/
  The shop        {address}/shop/
  GraphQL         {address}/graphql/   (staff: Authorization: Bearer {token})
  Saleor          {address}/saleor/graphql/   (staff: Authorization: Bearer {saleor_token})

  Everything runs in this process and is forgotten when it ends: Ctrl+C.
"""


def _welcome(address: str, token: str, saleor_token: str) -> str:
    return WELCOME.format(address=address, token=token, saleor_token=saleor_token)


def serve(port: int, folder: Path) -> int:
    """Serve until somebody stops it."""
    try:
        server = listen(port)
    except OSError as error:
        print(f"Port {port} cannot be used: {error.strerror}. Choose another with --port.", file=sys.stderr)
        return 1
    with serving(server, folder) as address:
        from django.conf import settings

        print(_welcome(address, settings.PUNCHOUT_STAFF_TOKEN, settings.PUNCHOUT_SANDBOX_STAFF_TOKEN), flush=True)
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        stopped.wait()
    return 0


def check(folder: Path, *, as_json: bool, documents: Path | None, verbose: bool = False) -> int:
    """Run the loop for every system and operation and print how it went; 1 where a step failed."""
    started = time.monotonic()
    if documents:
        documents.mkdir(parents=True, exist_ok=True)
    with serving(listen(0), folder) as address, office(POST_SECRET) as desk:
        from saleor_punchout.service.demo import partners
        from saleor_punchout.service.demo.check import check as run_all

        partners.set_up_companies(address, desk.box.address)
        runs = list(_printed(run_all(desk, documents), as_json=as_json, verbose=verbose))
    if not as_json:
        print(_summary(runs, time.monotonic() - started))
    return 0 if runs and all(run.ok for run in runs) else 1


def _printed(runs: Iterable[Run], *, as_json: bool, verbose: bool) -> Iterable[Run]:
    for run in runs:
        told = json.dumps({**asdict(run), "ok": run.ok}) if as_json else _row(run, with_steps=verbose or not run.ok)
        print(told, flush=True)
        yield run


def _row(run: Run, *, with_steps: bool) -> str:
    """One line, and below it one for each step where somebody wants to know."""
    total = sum(step.milliseconds for step in run.steps)
    rows = [_line(_name(run), total, ok=run.ok)]
    if with_steps:
        rows += [f"        {_line(step.name, step.milliseconds, step.error, ok=step.ok)}" for step in run.steps]
    return "\n".join(rows)


def _line(name: str, milliseconds: int, error: str = "", *, ok: bool) -> str:
    return f"{'ok  ' if ok else 'FAIL'}  {name:<42} {milliseconds:>6} ms  {error}".rstrip()


def _name(run: Run) -> str:
    return f"{run.system}: {run.operation}"


def _summary(runs: Sequence[Run], seconds: float) -> str:
    """The last line: how many rows are well, and which are not."""
    failed = ", ".join(_name(run) for run in runs if not run.ok)
    well = sum(run.ok for run in runs)
    last = f"{well} of {len(runs)} rows are well in {seconds:.0f} seconds"
    return f"{last}; failed: {failed}." if failed else f"{last}."
