"""Which process we run in: Saleor's own, as a plugin, or one beside it, as an app. Nothing else asks for the host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps


def in_core() -> bool:
    """Whether this is Saleor's own process."""
    return apps.is_installed("saleor.core")


@contextmanager
def writer() -> Iterator[None]:
    """Say that what follows may write, which Saleor wants to be told; elsewhere nobody asks."""
    if not in_core():
        yield
        return
    from saleor.core.db.connection import allow_writer

    with allow_writer():
        yield
