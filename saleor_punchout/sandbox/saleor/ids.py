"""Global ids: ``base64("Type:key")``, as everywhere in Saleor's API."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable
from uuid import UUID

Key = int | UUID

_KEYS: dict[str, Callable[[str], Key]] = {"Checkout": UUID, "Order": UUID}
"""Types whose key is no number."""


def global_id(kind: str, key: object) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


def read_id(text: str | None, *kinds: str) -> Key | None:
    """The key inside a global id of one of these types; None where the text is no such id."""
    try:
        kind, key = b64decode(text or "", validate=True).decode().split(":")
        return _KEYS.get(kind, int)(key) if kind in kinds else None
    except (binascii.Error, ValueError):
        return None
