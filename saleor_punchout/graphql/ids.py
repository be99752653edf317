"""Global ids: type and number in Base64, as Relay and Saleor write them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from graphql_relay import from_global_id, to_global_id

from saleor_punchout.graphql.mutation import NotFound
from saleor_punchout.host import writer


def global_id(row: Model, name: str) -> str:
    return str(to_global_id(name, row.pk))


def find(rows: QuerySet[Any], id: str, name: str) -> Any:
    """The row of that global id. Raises :class:`NotFound`."""
    row = find_or_none(rows, id, name)
    if row is None:
        raise NotFound(f"There is no {name} of the id {id}.")
    return row


@writer()
def find_or_none(rows: QuerySet[Any], id: str, name: str) -> Any:
    try:
        kind, key = from_global_id(id)
    except (ValueError, TypeError):
        return None
    if kind != name or not (key.isascii() and key.isdigit()) or len(key) > 18:
        return None
    return rows.filter(pk=int(key)).first()
