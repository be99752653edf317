"""``python -m bench [--json] [--strict] [NAME…]``: every measurement in one run, as ratios with their goals."""

from __future__ import annotations

import argparse
import json
import sys
import time

from bench import building, intake, live, memory, parsing, setup
from bench.figures import machine, table
from saleor_punchout.service.memory import settle

MEASUREMENTS = {
    "parsing": parsing,
    "building": building,
    "intake": intake,
    "memory": memory,
    "setup": setup,
    "live": live,
}
USUAL = [name for name in MEASUREMENTS if name != "live"]
"""What needs nothing but this machine."""


def main() -> int:
    options = _options()
    settle()  # as the service does: what is measured in this process pays what it pays there
    started, found = time.monotonic(), []
    for name in options.names or USUAL:
        print(f"measuring {name} …", file=sys.stderr)
        found += MEASUREMENTS[name].figures()
    seconds = time.monotonic() - started
    missed = [figure.name for figure in found if not figure.passed]
    if options.json:
        figures = [figure.as_json() for figure in found]
        print(json.dumps({"machine": machine(), "seconds": round(seconds), "figures": figures}, indent=2))
    else:
        print(", ".join(f"{name} {value}" for name, value in machine().items()))
        print(f"\n{table(found)}\n\n{len(found)} figures in {seconds:.0f} s; {len(missed)} missed.")
    return 1 if options.strict and missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*MEASUREMENTS, []], help=", ".join(MEASUREMENTS))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a goal is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
