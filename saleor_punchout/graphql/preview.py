"""What will survive: a cart as procurement would get it now."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import ResolveInfo
from graphql.error import GraphQLError

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import ItemIn
from saleor_punchout.exceptions import CartRefused, ConfigurationError, GatewayError
from saleor_punchout.flows import cart
from saleor_punchout.graphql.shapes import Money, NamedValue, list_of, money
from saleor_punchout.models import PunchOutSession


class CartWarning(graphene.ObjectType):
    """What procurement will not see as the shop does."""

    class Meta:
        name = "PunchOutCartWarning"

    line = graphene.Int(description="Null where the whole cart is meant.")
    field = graphene.String(required=True)
    code = graphene.String(
        required=True,
        description=(
            "`cut`, `mapped`, `replaced`, `dropped` or `rounded`: it was changed; `unknown` or `missing`: it goes as"
            " it is; `refused` forbids the transfer."
        ),
    )
    message = graphene.String(required=True)
    source = graphene.String(required=True, description="Where the limit is written.")


class PreviewLine(graphene.ObjectType):
    """A line as it would arrive."""

    class Meta:
        name = "PunchOutPreviewLine"

    number = graphene.Int(required=True)
    sku = graphene.String(required=True)
    description = graphene.String(required=True)
    quantity = graphene.String(required=True, description="Exact decimal number.")
    unit = graphene.String(required=True, description="In procurement's own spelling.")
    unit_price = graphene.String(description="Net, exact decimal number.")
    classifications = list_of(NamedValue, description="Commodity codes by the name of their system.")
    manufacturer_part_id = graphene.String(required=True)
    manufacturer_name = graphene.String(required=True)


class Preview(graphene.ObjectType):
    """A cart as procurement would get it now."""

    class Meta:
        name = "PunchOutPreview"

    lines = list_of(PreviewLine)
    total = graphene.Field(Money, required=True, description="Of the lines, net, without shipping.")
    warnings = list_of(CartWarning)


def preview_of(session: PunchOutSession, info: ResolveInfo) -> dict[str, Any] | None:
    """The cart of the one session that was asked for; None where nothing can go back now."""
    if len(info.path) > 2:
        raise GraphQLError("A preview asks Saleor; take the session from punchOutSession, one at a time.")
    try:
        seen = cart.preview(session)
    except (CartRefused, ConfigurationError, GatewayError):
        return None
    message = seen.fitted.message
    return {
        "lines": [_line(item) for item in message.items],
        "total": money(message.total.amount, message.total.currency),
        "warnings": seen.warnings,
    }


def _line(item: ItemIn) -> dict[str, Any]:
    detail = item.detail
    return {
        "number": item.line_number,
        "sku": item.item_id.supplier_part_id,
        "description": detail.description,
        "quantity": lexical.plain(item.quantity),
        "unit": detail.unit_of_measure,
        "unit_price": lexical.plain(detail.unit_price.amount) if detail.unit_price else None,
        "classifications": [{"name": one.domain, "value": one.code} for one in detail.classifications],
        "manufacturer_part_id": detail.manufacturer_part_id,
        "manufacturer_name": detail.manufacturer_name,
    }
