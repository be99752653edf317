"""How time is taken: floor and subject alternate call by call, so that whatever disturbs one disturbs both."""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable, Mapping
from math import log
from statistics import median

LARGE = 1000
"""Lines from which a call starts with clean memory: below, tidying up would cost more than what is measured."""

Work = Callable[[], object]


def interleaved(works: Mapping[str, Work], rounds: int, *, lines: int) -> dict[str, float]:
    """Median CPU seconds of each work. One round calls each once, every round begins with another one, and the first
    round, which warms caches, does not count."""
    names = list(works)
    samples: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds = cpu_seconds(works[name], lines)
            if number:
                samples[name].append(seconds)
    return {name: median(taken) for name, taken in samples.items()}


def cpu_seconds(work: Work, lines: int) -> float:
    """CPU seconds of one call in this process. Its result is freed after the clock has stopped."""
    if lines >= LARGE:
        tidy()
    started = time.process_time()
    result = work()
    seconds = time.process_time() - started
    del result
    return seconds


def tidy() -> None:
    """Give freed memory back, so that every call pays alike for the pages that it touches."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError, TypeError):  # not glibc; then page faults fall where they fall
        return


def growth(seconds: Mapping[int, float]) -> float:
    """Exponent of growth between the two largest sizes: 1 is linear, 2 is quadratic."""
    smaller, larger = sorted(seconds)[-2:]
    return log(seconds[larger] / seconds[smaller]) / log(larger / smaller)
