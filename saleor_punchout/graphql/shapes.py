"""What types are made of: lists, enums, rows with ids, amounts, names with values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import graphene
from graphql import ResolveInfo

from saleor_punchout.documents import lexical
from saleor_punchout.graphql.ids import global_id


def list_of(kind: Any, **options: Any) -> Any:
    """``[Kind!]!``"""
    return graphene.List(graphene.NonNull(kind), required=True, **options)


def enum_of(name: str, choices: Any, meaning: str) -> Any:
    """The enum of a model's choices: names in capitals, values as they are stored."""
    values = [(str(value).upper(), value) for value in choices.values]
    return graphene.Enum(name, values, description=lambda value: None if value else meaning)


class Node(graphene.ObjectType):
    """With an id of its own."""

    class Meta:
        abstract = True

    id = graphene.ID(required=True)

    @staticmethod
    def resolve_id(row: Any, info: ResolveInfo) -> str:
        return global_id(row, info.parent_type.name)


class Money(graphene.ObjectType):
    class Meta:
        name = "PunchOutMoney"

    amount = graphene.String(required=True, description="Exact decimal number.")
    currency = graphene.String(required=True, description="ISO 4217 code.")


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """The same before and after it was stored."""
    return {"amount": lexical.plain(lexical.priced(amount, currency)), "currency": currency}


class NamedValue(graphene.ObjectType):
    """One entry of a map."""

    class Meta:
        name = "PunchOutNamedValue"

    name = graphene.String(required=True)
    value = graphene.String(required=True)


class PunchOutNamedValueInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    value = graphene.String(required=True)


def named_values(values: Mapping[str, str]) -> list[dict[str, str]]:
    """The entries of a map, for there are no maps in GraphQL."""
    return [{"name": name, "value": value} for name, value in values.items()]
