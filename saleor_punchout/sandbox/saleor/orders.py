"""Orders as they are read, which only the app may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import graphene
from django.db.models import QuerySet

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.addresses import Address
from saleor_punchout.sandbox.saleor.channels import Channel
from saleor_punchout.sandbox.saleor.ids import global_id, keys_of, read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.metadata import WithPrivateMetadata
from saleor_punchout.sandbox.saleor.money import TaxedMoney
from saleor_punchout.sandbox.saleor.order_parts import Fulfillment, Invoice, OrderLine
from saleor_punchout.sandbox.saleor.pricing import Price

OrderStatus = graphene.Enum(
    "OrderStatus",
    [
        (one, one)
        for one in (
            "UNCONFIRMED",
            "UNFULFILLED",
            "PARTIALLY_FULFILLED",
            "FULFILLED",
            "PARTIALLY_RETURNED",
            "RETURNED",
            "CANCELED",
        )
    ],
)


class Order(WithPrivateMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    number = graphene.NonNull(graphene.String)
    status = graphene.NonNull(OrderStatus)
    created = graphene.NonNull(graphene.DateTime)
    updated_at = graphene.NonNull(graphene.DateTime)
    external_reference = graphene.String()
    checkout_id = graphene.ID()
    channel = graphene.NonNull(Channel)
    user_email = graphene.String()
    customer_note = graphene.NonNull(graphene.String)
    shipping_address = graphene.Field(Address)
    billing_address = graphene.Field(Address)
    shipping_method_name = graphene.String()
    lines = list_of(OrderLine)
    fulfillments = list_of(Fulfillment)
    invoices = list_of(Invoice)
    subtotal = graphene.NonNull(TaxedMoney)
    shipping_price = graphene.NonNull(TaxedMoney)
    shipping_tax_rate = graphene.NonNull(graphene.Float)
    total = graphene.NonNull(TaxedMoney)

    def resolve_id(order: models.Order, info: Any) -> str:
        return global_id("Order", order.token)

    def resolve_checkout_id(order: models.Order, info: Any) -> str:
        return global_id("Checkout", order.checkout_token)

    def resolve_user_email(order: models.Order, info: Any) -> str:
        return order.email

    def resolve_shipping_method_name(order: models.Order, info: Any) -> str | None:
        return order.delivery_method_name or None

    def resolve_lines(order: models.Order, info: Any) -> Iterable[models.OrderLine]:
        return order.lines.select_related("variant__product").prefetch_related("variant__listings")

    def resolve_fulfillments(order: models.Order, info: Any) -> Iterable[models.Fulfillment]:
        return order.fulfillments.prefetch_related("lines__order_line__order__channel")

    def resolve_invoices(order: models.Order, info: Any) -> Iterable[models.Invoice]:
        return order.invoices.all()

    def resolve_subtotal(order: models.Order, info: Any) -> Price:
        net, gross = order.total_net - order.shipping_net, order.total_gross - order.shipping_gross
        return Price(net, gross, order.channel.currency)

    def resolve_shipping_price(order: models.Order, info: Any) -> Price:
        return Price(order.shipping_net, order.shipping_gross, order.channel.currency)

    def resolve_shipping_tax_rate(order: models.Order, info: Any) -> Decimal:
        return order.channel.tax_rate / 100

    def resolve_total(order: models.Order, info: Any) -> Price:
        return Price(order.total_net, order.total_gross, order.channel.currency)


class OrderFilterInput(graphene.InputObjectType):
    ids = optional_list_of(graphene.ID)
    checkout_ids = optional_list_of(graphene.ID)
    numbers = optional_list_of(graphene.String)


def find_order(id: str | None, reference: str | None) -> models.Order | None:
    """The order of that id, else of that external reference."""
    orders = models.Order.objects.select_related("channel")
    if id:
        return orders.filter(token=read_id(id, "Order")).first()
    return orders.filter(external_reference=reference).first() if reference else None


def orders_in(channel: str | None, wanted: Mapping[str, Any]) -> QuerySet[models.Order]:
    """The newest first, of one channel or of all."""
    orders = models.Order.objects.select_related("channel").order_by("-number")
    if channel:
        orders = orders.filter(channel__slug=channel)
    if wanted.get("ids") is not None:
        orders = orders.filter(token__in=keys_of(wanted["ids"], "Order"))
    if wanted.get("checkout_ids") is not None:
        orders = orders.filter(checkout_token__in=keys_of(wanted["checkout_ids"], "Checkout"))
    if wanted.get("numbers") is not None:
        orders = orders.filter(number__in=[number for number in wanted["numbers"] if number.isdecimal()])
    return orders
