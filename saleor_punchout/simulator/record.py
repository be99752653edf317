"""Keeping every document that goes or comes, as files of a folder."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from saleor_punchout.simulator.buyer import Listener

SUFFIXES = {
    b"<!doctype html": ".html",
    b"<html": ".html",
    b"<": ".xml",
    b"{": ".json",
    b"get ": ".http",
    b"post ": ".http",
}
"""By how a document begins, in this order; all others are text."""


def keeper(folder: Path, name: str = "") -> Listener:
    """A listener that writes into ``folder``, which is made where it is missing; numbers go on from what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = count(len(list(folder.iterdir())) + 1)

    def keep(kind: str, document: bytes) -> None:
        beginning = document.lstrip()[:20].lower()
        suffix = next((suffix for start, suffix in SUFFIXES.items() if beginning.startswith(start)), ".txt")
        parts = filter(None, [f"{next(numbers):04}", name, kind])
        (folder / f"{'-'.join(parts)}{suffix}").write_bytes(document)

    return keep
