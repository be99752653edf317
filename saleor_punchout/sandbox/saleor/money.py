"""Money on the wire. Amounts stay Decimal up to the last step; JSON then shows the shortest number that means them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import graphene
from graphql.language import ast

from saleor_punchout.sandbox.saleor.pricing import Price

LARGEST = Decimal(10**8)
"""No price is higher here, so that what it is multiplied to fits into the tables."""


class PositiveDecimal(graphene.Scalar):
    """A number, or a number in quotes, that is not negative."""

    @staticmethod
    def serialize(value: Decimal) -> Decimal:
        return value

    @staticmethod
    def parse_value(value: object) -> Decimal | None:
        """None, which GraphQL reports as an invalid value, for whatever is no such number."""
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        return number if number.is_finite() and 0 <= number <= LARGEST else None

    @staticmethod
    def parse_literal(node: Any) -> Decimal | None:
        if isinstance(node, (ast.StringValue, ast.IntValue, ast.FloatValue)):
            return PositiveDecimal.parse_value(node.value)
        return None


class Money(graphene.ObjectType):
    currency = graphene.NonNull(graphene.String)
    amount = graphene.NonNull(graphene.Float)


def money(amount: Decimal, currency: str) -> Money:
    return Money(amount=amount, currency=currency)


class TaxedMoney(graphene.ObjectType):
    currency = graphene.NonNull(graphene.String)
    gross = graphene.NonNull(Money)
    net = graphene.NonNull(Money)
    tax = graphene.NonNull(Money)

    def resolve_gross(price: Price, info: Any) -> Money:
        return money(price.gross, price.currency)

    def resolve_net(price: Price, info: Any) -> Money:
        return money(price.net, price.currency)

    def resolve_tax(price: Price, info: Any) -> Money:
        return money(price.tax, price.currency)


class TaxedMoneyRange(graphene.ObjectType):
    start = graphene.Field(TaxedMoney)
    stop = graphene.Field(TaxedMoney)
