"""One operation of one procurement system, told as steps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class StepFailed(Exception):
    """The rest of the run makes no sense; the step says why."""


@dataclass
class Step:
    """What was done, and how long it took."""

    name: str
    ok: bool
    milliseconds: int
    error: str = ""


@dataclass
class Run:
    """One operation of one procurement system."""

    system: str
    protocol: str
    operation: str
    steps: list[Step] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return bool(self.steps) and all(step.ok for step in self.steps)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do something and note how it went. Raises :class:`StepFailed` where it raises anything."""
        started = time.perf_counter()
        step = Step(name, ok=False, milliseconds=0)
        self.steps.append(step)
        try:
            yield
            step.ok = True
        except Exception as error:
            step.error = f"{type(error).__name__}: {error}"
            raise StepFailed from error
        finally:
            step.milliseconds = round(1000 * (time.perf_counter() - started))


def require(condition: object, message: str) -> None:
    """Raise AssertionError with ``message`` where the condition does not hold."""
    if not condition:
        raise AssertionError(message)
