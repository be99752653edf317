"""Lists: plain ones, and Relay connections read from their beginning, at most a hundred rows at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene
from django.db.models import QuerySet
from graphql import GraphQLError

LONGEST_PAGE = 100
LONGEST_CURSOR = 9
"""Digits."""


def list_of(kind: Any) -> Any:
    """``[Kind!]!``"""
    return graphene.NonNull(optional_list_of(kind))


def optional_list_of(kind: Any) -> Any:
    """``[Kind!]``"""
    return graphene.List(graphene.NonNull(kind))


class PageInfo(graphene.ObjectType):
    has_next_page = graphene.NonNull(graphene.Boolean)
    has_previous_page = graphene.NonNull(graphene.Boolean)
    start_cursor = graphene.String()
    end_cursor = graphene.String()


def connection_of(node: Any) -> Any:
    """The connection type of ``node``, named as Saleor names it."""
    name = node.__name__
    edge = {"node": graphene.NonNull(node), "cursor": graphene.NonNull(graphene.String)}
    edges = list_of(type(f"{name}CountableEdge", (graphene.ObjectType,), edge))
    fields = {"page_info": graphene.NonNull(PageInfo), "edges": edges, "total_count": graphene.Int()}
    return type(f"{name}CountableConnection", (graphene.ObjectType,), fields)


def connection_field(node: Any, **arguments: Any) -> Any:
    return graphene.Field(connection_of(node), first=graphene.Int(), after=graphene.String(), **arguments)


@dataclass
class Page:
    """Rows of a query after a cursor, which is the number of rows before it. Each part is fetched when asked for."""

    rows: QuerySet[Any]
    first: int | None = None
    after: str | None = None
    look: Callable[[Any], Any] = lambda row: row
    """How a row becomes a node."""

    def __post_init__(self) -> None:
        if self.first is None or self.first < 0:
            raise GraphQLError("You must provide a `first` value to properly paginate this connection.")
        if self.first > LONGEST_PAGE:
            raise GraphQLError(f"Requesting {self.first} records exceeds the `first` limit of {LONGEST_PAGE} records.")
        if self.after and not (self.after.isdecimal() and len(self.after) <= LONGEST_CURSOR):
            raise GraphQLError("Received cursor is invalid.")
        self.start = int(self.after or 0)

    @cached_property
    def nodes(self) -> list[Any]:
        """The rows, and one more where more follow."""
        return list(map(self.look, self.rows[self.start : self.start + (self.first or 0) + 1]))

    @property
    def edges(self) -> list[dict[str, Any]]:
        shown = self.nodes[: self.first]
        return [{"node": node, "cursor": str(place)} for place, node in enumerate(shown, self.start + 1)]

    @property
    def page_info(self) -> dict[str, Any]:
        cursors = [edge["cursor"] for edge in self.edges] or [None]
        return {
            "has_next_page": len(self.nodes) > (self.first or 0),
            "has_previous_page": self.start > 0,
            "start_cursor": cursors[0],
            "end_cursor": cursors[-1],
        }

    @property
    def total_count(self) -> int:
        return self.rows.count()
