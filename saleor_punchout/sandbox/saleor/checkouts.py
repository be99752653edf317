"""Checkouts as they are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import pricing
from saleor_punchout.sandbox.saleor.addresses import Address
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.channels import Channel, Warehouse
from saleor_punchout.sandbox.saleor.ids import global_id, read_id
from saleor_punchout.sandbox.saleor.languages import LanguageCode
from saleor_punchout.sandbox.saleor.lists import list_of
from saleor_punchout.sandbox.saleor.metadata import WithMetadata, WithPrivateMetadata
from saleor_punchout.sandbox.saleor.money import Money, TaxedMoney, money
from saleor_punchout.sandbox.saleor.pricing import Price
from saleor_punchout.sandbox.saleor.products import ProductVariant


class ShippingMethod(graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    name = graphene.NonNull(graphene.String)
    active = graphene.NonNull(graphene.Boolean)
    price = graphene.NonNull(Money)

    def resolve_id(method: models.DeliveryMethod, info: Any) -> str:
        return global_id("ShippingMethod", method.pk)

    def resolve_active(method: models.DeliveryMethod, info: Any) -> bool:
        return True

    def resolve_price(method: models.DeliveryMethod, info: Any) -> Money:
        return money(method.price, method.channel.currency)


class Delivery(graphene.ObjectType):
    """A delivery method as an option of one checkout: Saleor's way since 3.23."""

    id = graphene.NonNull(graphene.ID)
    shipping_method = graphene.Field(ShippingMethod)

    def resolve_id(method: models.DeliveryMethod, info: Any) -> str:
        return global_id("CheckoutDelivery", method.pk)

    def resolve_shipping_method(method: models.DeliveryMethod, info: Any) -> models.DeliveryMethod:
        return method


class DeliveryMethod(graphene.Union):
    class Meta:
        types = (Warehouse, ShippingMethod)

    @classmethod
    def resolve_type(cls, instance: models.DeliveryMethod, info: Any) -> type[ShippingMethod]:
        return ShippingMethod


class CheckoutLine(WithMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    variant = graphene.NonNull(ProductVariant)
    quantity = graphene.NonNull(graphene.Int)
    unit_price = graphene.NonNull(TaxedMoney)
    undiscounted_unit_price = graphene.NonNull(Money)
    total_price = graphene.NonNull(TaxedMoney)
    requires_shipping = graphene.NonNull(graphene.Boolean)

    def resolve_id(line: models.CheckoutLine, info: Any) -> str:
        return global_id("CheckoutLine", line.pk)

    def resolve_variant(line: models.CheckoutLine, info: Any) -> models.Variant:
        return line.variant.seen_in(line.checkout.channel)

    def resolve_unit_price(line: models.CheckoutLine, info: Any) -> Price:
        return pricing.line_total(line).divided_by(line.quantity)

    def resolve_undiscounted_unit_price(line: models.CheckoutLine, info: Any) -> Money:
        """The override where there is one, not the list price."""
        currency = line.checkout.channel.currency
        return money(pricing.rounded(line.unit_price, currency), currency)

    def resolve_total_price(line: models.CheckoutLine, info: Any) -> Price:
        return pricing.line_total(line)

    def resolve_requires_shipping(line: models.CheckoutLine, info: Any) -> bool:
        return line.variant.product.is_shipping_required


class Checkout(WithPrivateMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    token = graphene.NonNull(graphene.UUID)
    created = graphene.NonNull(graphene.DateTime)
    channel = graphene.NonNull(Channel)
    email = graphene.String()
    language_code = graphene.NonNull(LanguageCode)
    shipping_address = graphene.Field(Address)
    billing_address = graphene.Field(Address)
    is_shipping_required = graphene.NonNull(graphene.Boolean)
    shipping_methods = list_of(ShippingMethod)
    delivery_method = graphene.Field(DeliveryMethod)
    quantity = graphene.NonNull(graphene.Int)
    lines = list_of(CheckoutLine)
    subtotal_price = graphene.NonNull(TaxedMoney)
    shipping_price = graphene.NonNull(TaxedMoney)
    total_price = graphene.NonNull(TaxedMoney)

    def resolve_id(checkout: models.Checkout, info: Any) -> str:
        return global_id("Checkout", checkout.token)

    def resolve_email(checkout: models.Checkout, info: Any) -> str | None:
        return checkout.email or None

    def resolve_language_code(checkout: models.Checkout, info: Any) -> str:
        return checkout.language

    def resolve_shipping_methods(checkout: models.Checkout, info: Any) -> Iterable[models.DeliveryMethod]:
        return delivery_methods(checkout)

    def resolve_quantity(checkout: models.Checkout, info: Any) -> int:
        return sum(line.quantity for line in checkout.lines.all())

    def resolve_lines(checkout: models.Checkout, info: Any) -> Iterable[models.CheckoutLine]:
        return checkout.lines.all()

    def resolve_subtotal_price(checkout: models.Checkout, info: Any) -> Price:
        return pricing.subtotal(checkout)

    def resolve_shipping_price(checkout: models.Checkout, info: Any) -> Price:
        return pricing.shipping_price(checkout)

    def resolve_total_price(checkout: models.Checkout, info: Any) -> Price:
        return pricing.total(checkout)


def delivery_methods(checkout: models.Checkout) -> Iterable[models.DeliveryMethod]:
    """What the checkout may choose from: nothing before the goods and their destination are known."""
    if not checkout.shipping_address or not checkout.is_shipping_required:
        return []
    return checkout.channel.delivery_methods.select_related("channel").order_by("pk")


def find_checkout(id: str | None, caller: Caller) -> models.Checkout | None:
    """The checkout of that id, or None. In a closed channel only the app may look."""
    checkout = models.Checkout.objects.whole().filter(token=read_id(id, "Checkout")).first()
    if checkout and not checkout.channel.is_active:
        caller.demand("MANAGE_CHECKOUTS")
    return checkout


def locked_checkout(id: str | None) -> models.Checkout | None:
    """The checkout for changing; whoever else wants to change it waits until this transaction ends."""
    checkouts = models.Checkout.objects.whole().select_for_update(of=("self",))
    return checkouts.filter(token=read_id(id, "Checkout")).first()
