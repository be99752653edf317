"""How often somebody may try: counters in the cache, each of a minute."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.exceptions import TemporarilyUnavailable

logger = logging.getLogger(__name__)

ADDRESS_FACTOR = 10
"""A network speaks for many buyers from one address: it may fail this many times more often than one identity."""
CALLS_PER_MINUTE = 600
"""Questions about articles that one partner may have answered: each is one for Saleor, too."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failures of one identity from one address."""

    limits: Mapping[str, int]
    """Cache keys of the counters that it runs under, with the failures that each allows."""

    @classmethod
    def of(cls, identity: str, address: str | None) -> Attempts:
        """``identity`` is whatever the caller says of itself; it stands nowhere in the clear."""
        digest = hashlib.sha256(identity.encode(errors="replace")).hexdigest()[:24]
        start = f"punchout:failures:{_minute()}:{address}"
        failures = settings.failures_per_minute
        return cls({f"{start}:{digest}": failures, start: failures * ADDRESS_FACTOR})

    def check(self) -> None:
        """Raise :class:`TemporarilyUnavailable` after too many failures."""
        counts: dict[str, int] = {}
        with _counting():
            counts = cache.get_many(self.limits)
        if any(count >= self.limits[key] for key, count in counts.items()):
            raise TemporarilyUnavailable("Too many failed attempts from this address. Wait a minute, then try again.")

    def count_failure(self) -> None:
        """Remember one more."""
        _count(self.limits)


def count_call(partner_id: int) -> None:
    """Count a question about articles. Raises :class:`TemporarilyUnavailable` after too many."""
    key = f"punchout:calls:{_minute()}:{partner_id}"
    count = 0
    with _counting():
        count = cache.get(key, 0)
    if count >= CALLS_PER_MINUTE:
        raise TemporarilyUnavailable(f"More than {CALLS_PER_MINUTE} calls in a minute. Wait a minute, then go on.")
    _count([key])


def _minute() -> int:
    return int(timezone.now().timestamp() // 60)


def _count(keys: Iterable[str]) -> None:
    with _counting():
        for key in keys:
            cache.add(key, 0, timeout=120)
            cache.incr(key)


@contextmanager
def _counting() -> Iterator[None]:
    """Goes on where the cache is away: secrets are compared all the same, and no order waits for a counter."""
    try:
        yield
    except Exception:
        logger.warning("Failed authentications cannot be counted. Check the cache.", exc_info=True)
