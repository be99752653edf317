"""What is told of a cart that does not arrive as the shop has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CartWarning:
    """What procurement will not see as the shop does."""

    line: int | None
    """None where the whole cart is meant."""
    field: str
    """As in :mod:`documents.types`."""
    code: str
    """``cut``, ``mapped``, ``replaced``, ``dropped`` or ``rounded``: the value was changed. ``unknown`` or ``missing``:
    it goes as it is, and the receiver may make something else of it. ``refused`` forbids the transfer."""
    message: str
    """One plain sentence."""
    source: str = ""
    """Where the limit is written."""
