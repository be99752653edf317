"""What goes into a checkout: how lines are merged, counted against the stock, and priced by the app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import metadata, pricing, stock
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.ids import global_id, read_id
from saleor_punchout.sandbox.saleor.lists import optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput
from saleor_punchout.sandbox.saleor.money import PositiveDecimal
from saleor_punchout.sandbox.saleor.refusals import Refused

Given = Mapping[str, Any]
"""A line as the mutation's arguments have it."""


class CheckoutLineInput(graphene.InputObjectType):
    quantity = graphene.NonNull(graphene.Int)
    variant_id = graphene.NonNull(graphene.ID)
    price = PositiveDecimal()
    force_new_line = graphene.Boolean(default_value=False)
    metadata = optional_list_of(MetadataInput)


class CheckoutLineUpdateInput(graphene.InputObjectType):
    quantity = graphene.Int()
    price = PositiveDecimal()
    line_id = graphene.ID()
    metadata = optional_list_of(MetadataInput)


def add_lines(checkout: models.Checkout, given: list[Given], caller: Caller) -> None:
    """Put the lines into the checkout, each into the line of its variant unless that is told apart."""
    _demand_pricing(given, caller)
    variants = _variants([line["variant_id"] for line in given], checkout.channel)
    merged = {line.variant_id: line for line in checkout.lines.all()}
    for line in given:
        variant = variants[line["variant_id"]]
        if line["quantity"] < 1:
            raise Refused("ZERO_QUANTITY", "The quantity should be higher than zero.", "quantity")
        found = None if line["force_new_line"] else merged.get(variant.pk)
        into = found or models.CheckoutLine(checkout=checkout, variant=variant, quantity=0)
        _write(into, line, into.quantity + line["quantity"])
        merged.setdefault(variant.pk, into)
    check_stock(models.CheckoutLine.objects.filter(checkout=checkout).select_related("variant"))


def update_lines(checkout: models.Checkout, given: list[Given], caller: Caller) -> None:
    """Write over lines of the checkout. A quantity of zero takes the line out."""
    _demand_pricing(given, caller)
    lines = {line.pk: line for line in checkout.lines.all()}
    for line in given:
        found = lines.get(read_id(line.get("line_id"), "CheckoutLine"))
        if found is None:
            raise Refused("INVALID", "This line is not in the checkout.", "lineId")
        quantity = line.get("quantity", found.quantity)
        if quantity is None or quantity < 0:
            raise Refused("ZERO_QUANTITY", "The quantity should be higher than or equal to zero.", "quantity")
        _write(found, line, quantity)
    models.CheckoutLine.objects.filter(checkout=checkout, quantity=0).delete()
    check_stock(models.CheckoutLine.objects.filter(checkout=checkout).select_related("variant"))


def delete_lines(checkout: models.Checkout, ids: list[str]) -> None:
    keys = {read_id(line, "CheckoutLine") for line in ids}
    found = models.CheckoutLine.objects.filter(checkout=checkout, pk__in=keys - {None})
    if found.count() != len(keys):
        raise Refused("INVALID", "Provided line ids are not part of the checkout.", "linesIds")
    found.delete()


def check_stock(lines: Iterable[models.CheckoutLine]) -> None:
    """Raises :class:`Refused` with the remaining number where the lines together ask for more than is there."""
    for variant, quantity in stock.pieces((line, line.quantity) for line in lines).items():
        if quantity > variant.available:
            raise Refused(
                "INSUFFICIENT_STOCK",
                f"Could not add items {variant.sku}. Only {variant.available} remaining in stock.",
                "quantity",
                [global_id("ProductVariant", variant.pk)],
            )


def _demand_pricing(given: list[Given], caller: Caller) -> None:
    """Even a price of null needs the app."""
    if any("price" in line for line in given):
        caller.demand("HANDLE_CHECKOUTS")


def find_variants(ids: Iterable[str]) -> dict[str, models.Variant]:
    """The variants by their global ids; what is unknown is absent."""
    keys = {variant: read_id(variant, "ProductVariant") for variant in ids}
    known = models.Variant.objects.select_related("product").prefetch_related("listings")
    found = known.in_bulk([key for key in keys.values() if key])
    return {variant: found[key] for variant, key in keys.items() if key in found}


def _variants(ids: list[str], channel: models.Channel) -> dict[str, models.Variant]:
    """The same. Raises :class:`Refused` for what is unknown or not sold in the channel."""
    found = find_variants(ids)
    for variant in ids:
        if variant not in found:
            raise Refused("NOT_FOUND", f"Could not resolve to a node with the id {variant}.", "variantId")
        if found[variant].price_in(channel) is None:
            message = "Cannot add lines with unavailable variants."
            raise Refused("UNAVAILABLE_VARIANT_IN_CHANNEL", message, "lines", [variant])
        if not found[variant].product.is_published:
            raise Refused("PRODUCT_NOT_PUBLISHED", "Cannot add lines for unpublished variants.", "lines", [variant])
    return found


def _write(line: models.CheckoutLine, given: Given, quantity: int) -> None:
    line.quantity = quantity
    if "price" in given:
        price: Decimal | None = given["price"]
        line.price_override = None if price is None else pricing.stored_price(price)
    line.metadata = line.metadata | metadata.stored(given.get("metadata"))
    line.save()
