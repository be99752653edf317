"""One figure with its goal, and the table of all of them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from operator import ge, le

from lxml import etree


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio or an exponent. ``details`` are the absolute times behind it, for information only."""

    name: str
    value: float
    goal: str
    """``<= 5`` or ``>= 0.6``; empty where the figure is for information only."""
    details: str = ""

    @property
    def passed(self) -> bool:
        if not self.goal:
            return True
        comparison, limit = self.goal.split()
        return {"<=": le, ">=": ge}[comparison](self.value, float(limit))

    @property
    def verdict(self) -> str:
        return "" if not self.goal else "pass" if self.passed else "MISS"

    def row(self) -> str:
        return f"{self.name:<52}{self.value:>7.2f}  {self.goal:<8}{self.verdict:<6}{self.details}"

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "goal": self.goal,
            "passed": self.passed,
            "details": self.details,
        }


def milliseconds(**seconds: float) -> str:
    """Absolute times as one remark: ``floor 8.1 ms, ours 36.3 ms``."""
    return ", ".join(f"{name} {1000 * taken:.2f} ms" for name, taken in seconds.items())


def machine() -> dict[str, str]:
    """What figures depend on: versions and processors."""
    versions = {name.lower(): _version(name) for name in ("lxml", "Django", "psycopg", "granian")}
    return {
        "python": platform.python_version(),
        **versions,
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "cpus": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def table(figures: Iterable[Figure]) -> str:
    head = f"{'figure':<52}{'value':>7}  {'goal':<8}{'':<6}for information"
    return "\n".join([head, "-" * len(head), *(figure.row() for figure in figures)])
