"""What an order consists of, as it is read: lines, what was sent of them, and invoices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.channels import WAREHOUSE, Warehouse
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.sandbox.saleor.lists import optional_list_of
from saleor_punchout.sandbox.saleor.metadata import WithPrivateMetadata
from saleor_punchout.sandbox.saleor.money import TaxedMoney
from saleor_punchout.sandbox.saleor.pricing import Price
from saleor_punchout.sandbox.saleor.products import ProductVariant

FulfillmentStatus = graphene.Enum(
    "FulfillmentStatus", [(one, one) for one in ("FULFILLED", "WAITING_FOR_APPROVAL", "CANCELED", "RETURNED")]
)
JobStatusEnum = graphene.Enum("JobStatusEnum", [("SUCCESS", "SUCCESS")])


class Allocation(graphene.ObjectType):
    """Stock that is kept for an order."""

    quantity = graphene.NonNull(graphene.Int)
    warehouse = graphene.NonNull(Warehouse)


class OrderLine(WithPrivateMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    variant = graphene.Field(ProductVariant)
    product_variant_id = graphene.String()
    product_sku = graphene.String()
    product_name = graphene.NonNull(graphene.String)
    variant_name = graphene.NonNull(graphene.String)
    quantity = graphene.NonNull(graphene.Int)
    quantity_fulfilled = graphene.NonNull(graphene.Int)
    quantity_to_fulfill = graphene.NonNull(graphene.Int)
    unit_price = graphene.NonNull(TaxedMoney)
    total_price = graphene.NonNull(TaxedMoney)
    tax_rate = graphene.NonNull(graphene.Float)
    allocations = optional_list_of(Allocation)

    def resolve_id(line: models.OrderLine, info: Any) -> str:
        return global_id("OrderLine", line.pk)

    def resolve_variant(line: models.OrderLine, info: Any) -> models.Variant | None:
        return line.variant.seen_in(line.order.channel) if line.variant else None

    def resolve_product_variant_id(line: models.OrderLine, info: Any) -> str | None:
        return global_id("ProductVariant", line.variant_id) if line.variant_id else None

    def resolve_product_sku(line: models.OrderLine, info: Any) -> str | None:
        return line.sku or None

    def resolve_quantity_to_fulfill(line: models.OrderLine, info: Any) -> int:
        return line.quantity_open

    def resolve_unit_price(line: models.OrderLine, info: Any) -> Price:
        return _total(line).divided_by(line.quantity)

    def resolve_total_price(line: models.OrderLine, info: Any) -> Price:
        return _total(line)

    def resolve_tax_rate(line: models.OrderLine, info: Any) -> Decimal:
        return line.order.channel.tax_rate / 100

    def resolve_allocations(line: models.OrderLine, info: Any) -> list[Allocation]:
        kept = 0 if line.order.status == "CANCELED" else line.quantity_open
        return [Allocation(quantity=kept, warehouse=WAREHOUSE)] if kept else []


class FulfillmentLine(graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    quantity = graphene.NonNull(graphene.Int)
    order_line = graphene.Field(OrderLine)

    def resolve_id(line: models.FulfillmentLine, info: Any) -> str:
        return global_id("FulfillmentLine", line.pk)


class Fulfillment(WithPrivateMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    fulfillment_order = graphene.NonNull(graphene.Int)
    status = graphene.NonNull(FulfillmentStatus)
    tracking_number = graphene.NonNull(graphene.String)
    created = graphene.NonNull(graphene.DateTime)
    lines = optional_list_of(FulfillmentLine)

    def resolve_id(fulfillment: models.Fulfillment, info: Any) -> str:
        return global_id("Fulfillment", fulfillment.pk)

    def resolve_fulfillment_order(fulfillment: models.Fulfillment, info: Any) -> int:
        return fulfillment.number

    def resolve_lines(fulfillment: models.Fulfillment, info: Any) -> Any:
        return fulfillment.lines.all()


class Invoice(WithPrivateMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    number = graphene.String()
    url = graphene.String()
    status = graphene.NonNull(JobStatusEnum)
    created_at = graphene.NonNull(graphene.DateTime)

    def resolve_id(invoice: models.Invoice, info: Any) -> str:
        return global_id("Invoice", invoice.pk)

    def resolve_created_at(invoice: models.Invoice, info: Any) -> Any:
        return invoice.created


def _total(line: models.OrderLine) -> Price:
    return Price(line.total_net, line.total_gross, line.order.channel.currency)
