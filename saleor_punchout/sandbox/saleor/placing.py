"""A checkout becomes an order: once, with its stock allocated, or not at all."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import metadata, pricing, stock
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.checkouts import locked_checkout
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput
from saleor_punchout.sandbox.saleor.orders import Order
from saleor_punchout.sandbox.saleor.refusals import Refused, ShopMutation, error_type

OrderCreateFromCheckoutError = error_type(
    "OrderCreateFromCheckoutError",
    """
    BILLING_ADDRESS_NOT_SET CHANNEL_INACTIVE CHECKOUT_NOT_FOUND EMAIL_NOT_SET INSUFFICIENT_STOCK NO_LINES
    SHIPPING_ADDRESS_NOT_SET SHIPPING_METHOD_NOT_SET UNAVAILABLE_VARIANT_IN_CHANNEL
    """,
    ids="variants lines",
)


class OrderCreateFromCheckout(ShopMutation):
    order = graphene.Field(Order)
    errors = list_of(OrderCreateFromCheckoutError)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        remove_checkout = graphene.Boolean(default_value=True)
        metadata = optional_list_of(MetadataInput)
        private_metadata = optional_list_of(MetadataInput)

    @classmethod
    def act(cls, caller: Caller, id: str, remove_checkout: bool = True, **given: Any) -> dict[str, Any]:
        caller.demand("HANDLE_CHECKOUTS")
        checkout = locked_checkout(id)
        if checkout is None:
            raise Refused("CHECKOUT_NOT_FOUND", "Checkout not found.", "id")
        _refuse_gaps(checkout)
        stock.reserve(stock.pieces((line, line.quantity) for line in checkout.lines.all()))
        order = _order_from(checkout, given)
        if remove_checkout:
            checkout.delete()
        return {"order": order}


def _refuse_gaps(checkout: models.Checkout) -> None:
    ships = checkout.is_shipping_required
    demands = (
        (checkout.channel.is_active, "CHANNEL_INACTIVE", "The channel is inactive."),
        (checkout.lines.all(), "NO_LINES", "Cannot create an order without lines."),
        (_is_sold(checkout), "UNAVAILABLE_VARIANT_IN_CHANNEL", "Some of the checkout lines variants are unavailable."),
        (checkout.email, "EMAIL_NOT_SET", "Checkout email must be set."),
        (checkout.delivery_method or not ships, "SHIPPING_METHOD_NOT_SET", "Shipping method is not set."),
        (checkout.shipping_address or not ships, "SHIPPING_ADDRESS_NOT_SET", "Shipping address is not set."),
        (checkout.billing_address, "BILLING_ADDRESS_NOT_SET", "Billing address is not set."),
    )
    for met, code, message in demands:
        if not met:
            raise Refused(code, message)


def _is_sold(checkout: models.Checkout) -> bool:
    """Whether the channel still has all of it: what it no longer lists would cost nothing."""
    return all(line.variant.price_in(checkout.channel) is not None for line in checkout.lines.all())


def _order_from(checkout: models.Checkout, given: dict[str, Any]) -> models.Order:
    shipping, total = pricing.shipping_price(checkout), pricing.total(checkout)
    order = models.Order.objects.create(
        channel=checkout.channel,
        checkout_token=checkout.token,
        email=checkout.email,
        customer_note=checkout.note,
        shipping_address=checkout.shipping_address,
        billing_address=checkout.billing_address,
        delivery_method_name=checkout.delivery_method.name if checkout.delivery_method else "",
        shipping_net=shipping.net,
        shipping_gross=shipping.gross,
        total_net=total.net,
        total_gross=total.gross,
        metadata=checkout.metadata | metadata.stored(given.get("metadata")),
        private_metadata=checkout.private_metadata | metadata.stored(given.get("private_metadata")),
    )
    models.OrderLine.objects.bulk_create(_order_line(order, line) for line in checkout.lines.all())
    return order


def _order_line(order: models.Order, line: models.CheckoutLine) -> models.OrderLine:
    total = pricing.line_total(line)
    return models.OrderLine(
        order=order,
        variant=line.variant,
        sku=line.variant.sku or "",
        product_name=line.variant.product.name,
        variant_name=line.variant.name,
        quantity=line.quantity,
        unit_price=pricing.kept_price(line),
        total_net=total.net,
        total_gross=total.gross,
        metadata=line.metadata,
    )
