"""Global ids: ``base64("Type:key")``, as everywhere in Saleor's API."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from uuid import UUID

Key = int | UUID

_KEYS: dict[str, Callable[[str], Key | None]] = {"Checkout": UUID, "Order": UUID, "Warehouse": UUID}
"""Types whose key is no number."""
_LARGEST = 2**63 - 1
"""What a column of a table can be compared with."""


def global_id(kind: str, key: object) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


def read_id(text: str | None, *kinds: str) -> Key | None:
    """The key inside a global id of one of these types; None where the text is no such id."""
    try:
        kind, key = b64decode(text or "", validate=True).decode().split(":")
        return _KEYS.get(kind, _number)(key) if kind in kinds else None
    except (binascii.Error, ValueError):
        return None


def keys_of(texts: Iterable[str], kind: str) -> list[Key]:
    """The keys inside those texts that are global ids of that type."""
    return [key for key in (read_id(text, kind) for text in texts) if key]


def _number(key: str) -> int | None:
    number = int(key)
    return number if 0 < number <= _LARGEST else None
