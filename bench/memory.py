"""Memory of taking an OrderRequest in: by how much the process grows at its highest, beyond what it had before.

Subject: the same POST as in ``bench.intake``. Floor: the tree that lxml's bare parse of the same bytes leaves. Each in
a process of its own, for memory that was once freed is used again. Both hold the bytes before anything is measured.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench import floors, intake
from bench.documents import order_request
from bench.figures import Figure
from bench.timing import tidy
from saleor_punchout.service.memory import settle

LINES = 10_000
RATIO = "<= 1.4"
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
RESET_PEAK = "5"
"""Written to ``clear_refs``: the highest memory counts from now on (proc(5))."""


def figures() -> list[Figure]:
    """Nothing where the system does not tell a process its memory."""
    if not CLEAR.exists():
        return []
    grown = {name: _measured(name) for name in ("floor", "ours")}
    details = ", ".join(f"{name} {size:.1f} MB" for name, size in grown.items())
    return [Figure(f"memory to take {LINES:,} lines in ÷ bare parse", grown["ours"] / grown["floor"], RATIO, details)]


def _measured(name: str) -> float:
    """MB by which a process of its own grows."""
    command = [sys.executable, "-m", "bench.memory", name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _growth(name: str) -> float:
    document = order_request(LINES)
    with intake.endpoint() as post:
        work = floors.parse if name == "floor" else post
        settle()  # as the service does
        post(order_request(1).replace(b"PO-1001", b"PO-0", 1))  # loads what is loaded once
        tidy()
        CLEAR.write_text(RESET_PEAK)
        before = _megabytes("VmRSS")
        result = work(document)
        grown = _megabytes("VmHWM") - before
        del result
    return grown


def _megabytes(field: str) -> float:
    (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(_growth(sys.argv[1]))
