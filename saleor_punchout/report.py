"""A finding in words, for whoever helps a buyer on the telephone. Secrets are masked; ``--json`` shows all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from saleor_punchout.documents.redaction import MASK, tells_secret
from saleor_punchout.inspection import Finding

SECRET_KEYS = frozenset({"mac"})
"""Beside those whose names tell."""


def told(path: Path, finding: Finding) -> str:
    """Several lines: the verdict, what was understood, and what was odd about it."""
    verdict = "no answer" if finding.status is None else str(finding.status)
    lines = [f"{path}: {verdict}, {finding.reason}", *_told_values(finding.values, "  ")]
    lines += [f"  note: {remark.message}" for remark in finding.remarks]
    return "\n".join(map(_printable, lines))


def _printable(line: str) -> str:
    """What a document says must not move the cursor, or pretend to be a line of ours."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in line)


def _told_values(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if value is None or value in ("", [], {}):
            continue
        if isinstance(value, Mapping):
            yield f"{indent}{key}"
            yield from _told_values(value, indent + "  ")
        elif isinstance(value, list) and isinstance(value[0], Mapping):
            for number, entry in enumerate(value, 1):
                yield f"{indent}{key} {number}"
                yield from _told_values(entry, indent + "  ")
        else:
            yield f"{indent}{key}: {MASK if key in SECRET_KEYS or tells_secret(key) else _shown(value)}"


def _shown(value: object) -> object:
    """A list as words; a pair in it as an equation."""
    if not isinstance(value, list):
        return value
    return ", ".join("=".join(map(str, one)) if isinstance(one, list) else str(one) for one in value)
