"""Which process we run in: Saleor's own, as a plugin, or one beside it, as an app. Nothing else asks for the host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from django.apps import apps
from django.conf import settings

PLUGIN_ID = "saleor.punchout"
PLUGIN_PATH = f"/plugins/{PLUGIN_ID}"
"""Where Saleor puts our addresses."""


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


def public_url() -> str:
    """Where buyers reach us, where Saleor's own setting of that name tells it; else empty."""
    shop = getattr(settings, "PUBLIC_URL", None) if in_core() else None
    return urljoin(shop, PLUGIN_PATH) if shop else ""
