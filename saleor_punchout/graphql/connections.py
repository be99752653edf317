"""Relay connections over querysets: read forwards, by a cursor that names a row and not a place, so that rows which
come while somebody reads shift nothing."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from graphql.error import GraphQLError

from saleor_punchout.host import writer

LONGEST_PAGE = 100


class OrderDirection(graphene.Enum):
    """Named apart from Saleor's own of the same values."""

    class Meta:
        name = "PunchOutOrderDirection"

    ASC = "asc"
    DESC = "desc"


class CountableConnection(graphene.relay.Connection):
    """A connection that also counts."""

    class Meta:
        abstract = True

    total_count = graphene.Int(description="How many there are in all, whatever page is asked for.")


def connection_of(node: Any) -> Any:
    """The connection type of a node type."""
    meta = type("Meta", (), {"node": node, "name": f"{node._meta.name}CountableConnection"})
    return type(f"{node.__name__}Connection", (CountableConnection,), {"Meta": meta})


def sorting(name: str, fields: dict[str, str]) -> Any:
    """The input that chooses one of the fields that a list may be sorted by."""
    enum = graphene.Enum(f"PunchOut{name}SortField", list(fields.items()))
    members = {"field": enum(required=True), "direction": OrderDirection(required=True)}
    return type(f"PunchOut{name}SortingInput", (graphene.InputObjectType,), members)


@dataclass
class Page:
    """One page of a queryset. Each part is fetched when it is asked for."""

    rows: QuerySet[Any]
    first: int | None = None
    after: str | None = None
    sort_by: dict[str, str] | None = None
    usual: str = "pk"
    """The field that the rows are sorted by, the highest first, where nobody asks for another."""

    def __post_init__(self) -> None:
        if self.first is None or not 0 < self.first <= LONGEST_PAGE:
            raise GraphQLError(f"Give `first`, a number from 1 to {LONGEST_PAGE}.")
        sort = self.sort_by or {"field": self.usual, "direction": "desc"}
        self._field, self._sign = sort["field"], "-" if sort["direction"] == "desc" else ""

    @cached_property
    @writer()
    def _nodes(self) -> list[Any]:
        rows = self.rows.order_by(f"{self._sign}{self._field}", f"{self._sign}pk")
        if self.after:
            rows = rows.filter(self._beyond(*self._read_cursor(self.after)))
        return list(rows[: (self.first or 0) + 1])

    def _beyond(self, value: Any, pk: int) -> Q:
        side = "lt" if self._sign else "gt"
        return Q(**{f"{self._field}__{side}": value}) | Q(**{self._field: value, f"pk__{side}": pk})

    def _cursor(self, row: Any) -> str:
        value = getattr(row, self._field)
        text = json.dumps([value.isoformat() if isinstance(value, datetime) else value, row.pk])
        return base64.urlsafe_b64encode(text.encode()).decode("ascii")

    def _read_cursor(self, cursor: str) -> tuple[Any, int]:
        try:
            value, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
            return self._column.to_python(value), int(pk)
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
            raise GraphQLError("The cursor is none of ours; take `endCursor` of the page before.") from error

    @property
    def _column(self) -> Any:
        annotated = self.rows.query.annotations.get(self._field)
        if annotated is not None:
            return annotated.output_field
        return self.rows.model._meta.get_field("id" if self._field == "pk" else self._field)

    @property
    def edges(self) -> list[dict[str, Any]]:
        return [{"node": row, "cursor": self._cursor(row)} for row in self._nodes[: self.first]]

    @property
    def page_info(self) -> dict[str, Any]:
        cursors = [edge["cursor"] for edge in self.edges] or [None]
        return {
            "has_next_page": len(self._nodes) > (self.first or 0),
            "has_previous_page": bool(self.after),
            "start_cursor": cursors[0],
            "end_cursor": cursors[-1],
        }

    @property
    @writer()
    def total_count(self) -> int:
        return self.rows.count()
