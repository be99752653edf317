"""Pages of a list, newest first, by the number of a row and not by a place: rows that come while somebody reads shift
nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

SIZE = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and the queries of its neighbours; empty where there is none."""

    rows: Sequence[Any]
    newer: str
    older: str


def page_of(rows: QuerySet[Any], asked: QueryDict) -> Page:
    """The page that ``before`` or ``after`` in the address names; the first one where neither does."""
    before, after = _number(asked.get("before")), _number(asked.get("after"))
    if after is not None and before is None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: SIZE + 1])
        has_newer, has_older, shown = len(found) > SIZE, True, found[:SIZE][::-1]
    else:
        newest = rows if before is None else rows.filter(pk__lt=before)
        found = list(newest.order_by("-pk")[: SIZE + 1])
        has_newer, has_older, shown = before is not None, len(found) > SIZE, found[:SIZE]
    newer = _query(asked, "after", shown[0].pk) if shown and has_newer else ""
    return Page(shown, newer, _query(asked, "before", shown[-1].pk) if shown and has_older else "")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _query(asked: QueryDict, name: str, pk: int) -> str:
    query = asked.copy()
    for either in ("before", "after"):
        query.pop(either, None)
    query[name] = str(pk)
    return f"?{query.urlencode()}"
