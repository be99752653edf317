"""What Saleor's editor writes (EditorJS), as plain text: procurement systems know no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags


def plain_text(description: str | None) -> str:
    """The words of a text that Saleor's editor wrote, one paragraph a line; empty for whatever cannot be read."""
    try:
        document = json.loads(description or "{}")
    except (ValueError, RecursionError):
        return ""
    blocks = document.get("blocks") if isinstance(document, dict) else None
    words = [word for block in _listed(blocks) if isinstance(block, dict) for word in _words(block.get("data"))]
    return "\n".join(filter(None, (unescape(strip_tags(word)).strip() for word in words)))


def _listed(blocks: object) -> list[Any]:
    return blocks if isinstance(blocks, list) else []


def _words(data: Any) -> Iterator[str]:
    """Of one block: its text, and the entries of a list, which newer editors nest."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name in ("text", "content", "items"):
            yield from _words(data.get(name))
    elif isinstance(data, list):
        for entry in data:
            yield from _words(entry)
