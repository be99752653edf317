"""The lines of an order that is not confirmed yet: added, counted anew and taken out, their stock with them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import pricing, stock
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.filling import find_variants
from saleor_punchout.sandbox.saleor.ids import global_id, read_id
from saleor_punchout.sandbox.saleor.lists import list_of, optional_list_of
from saleor_punchout.sandbox.saleor.money import PositiveDecimal
from saleor_punchout.sandbox.saleor.order_changes import OrderMutation, locked_order, unknown
from saleor_punchout.sandbox.saleor.order_parts import OrderLine
from saleor_punchout.sandbox.saleor.refusals import Refused


class InsufficientStock(Exception):
    """Saleor forgets to catch it where lines are added: it answers beside the data, by this name."""


class OrderLineCreateInput(graphene.InputObjectType):
    quantity = graphene.NonNull(graphene.Int)
    variant_id = graphene.NonNull(graphene.ID)
    force_new_line = graphene.Boolean(default_value=False)
    price = PositiveDecimal()


class OrderLineInput(graphene.InputObjectType):
    quantity = graphene.NonNull(graphene.Int)


class OrderLinesCreate(OrderMutation):
    order_lines = optional_list_of(OrderLine)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = list_of(OrderLineCreateInput)

    @classmethod
    def act(cls, caller: Caller, id: str, input: list[dict[str, Any]]) -> dict[str, Any]:
        order = editable(locked_order(id))
        if any(line["quantity"] < 1 for line in input):
            raise Refused("ZERO_QUANTITY", "Variants quantity must be greater than 0.", "quantity")
        variants = _variants([line["variant_id"] for line in input], order.channel)
        try:
            lines = _into(order, [(variants[line["variant_id"]], line) for line in input])
        except Refused as refusal:
            raise InsufficientStock(refusal.message) from None
        total_up(order)
        return {"order": order, "order_lines": lines}


class OrderLineUpdate(OrderMutation):
    """Of its quantity: a line keeps its price as long as it lives."""

    order_line = graphene.Field(OrderLine)

    class Arguments:
        id = graphene.NonNull(graphene.ID)
        input = graphene.NonNull(OrderLineInput)

    @classmethod
    def act(cls, caller: Caller, id: str, input: dict[str, Any]) -> dict[str, Any]:
        line = _editable_line(id)
        if input["quantity"] < 1:
            raise Refused("ZERO_QUANTITY", "Ensure this value is greater than 0.", "quantity")
        _recount(line, input["quantity"])
        total_up(line.order)
        return {"order": line.order, "order_line": line}


class OrderLineDelete(OrderMutation):
    order_line = graphene.Field(OrderLine)

    class Arguments:
        id = graphene.NonNull(graphene.ID)

    @classmethod
    def act(cls, caller: Caller, id: str) -> dict[str, Any]:
        line = _editable_line(id)
        key = line.pk
        stock.release(stock.pieces([(line, line.quantity_open)]))
        line.delete()
        total_up(line.order)
        line.pk = key  # the answer still tells which it was
        return {"order": line.order, "order_line": line}


def editable(order: models.Order) -> models.Order:
    if order.status != "UNCONFIRMED":
        raise Refused("NOT_EDITABLE", "Only draft and unconfirmed orders can be edited.", "id")
    return order


def total_up(order: models.Order) -> None:
    """What each line costs, all of them together, and the delivery. What needs none costs none."""
    lines = list(order.lines.select_related("variant__product", "order__channel"))
    for line in lines:
        _multiply(line)
    models.OrderLine.objects.bulk_update(lines, ["total_net", "total_gross"])
    if not any(line.variant and line.variant.product.is_shipping_required for line in lines):
        order.shipping_net = order.shipping_gross = Decimal(0)
        order.delivery_method_name = ""
    order.total_net = sum((line.total_net for line in lines), order.shipping_net)
    order.total_gross = sum((line.total_gross for line in lines), order.shipping_gross)
    order.save()


def _editable_line(id: str) -> models.OrderLine:
    found = models.OrderLine.objects.select_related("order").filter(pk=read_id(id, "OrderLine")).first()
    if found is None:
        raise unknown(id, "id")
    order = editable(locked_order(global_id("Order", found.order.token)))
    line = order.lines.select_related("variant").filter(pk=found.pk).first()
    if line is None:
        raise unknown(id, "id")
    return line


def _into(order: models.Order, given: list[tuple[models.Variant, dict[str, Any]]]) -> list[models.OrderLine]:
    """Write the lines; those that stand alone come first in the answer. The others go into the line of their variant,
    where the order has no more than one, and their price is then that of the whole line."""
    there = list(order.lines.select_related("variant"))
    counted, known = Counter(line.variant for line in there), {line.variant: line for line in there}
    alone: list[models.OrderLine] = []
    merged: dict[models.Variant, models.OrderLine] = {}
    for variant, wanted in given:
        stands_alone = wanted["force_new_line"] or counted[variant] > 1
        line = (None if stands_alone else known.get(variant)) or _new_line(order, variant)
        line.unit_price = _price(variant, order.channel, wanted.get("price"))
        _recount(line, line.quantity + wanted["quantity"])
        if stands_alone:
            alone.append(line)
        else:
            known[variant] = merged[variant] = line
    return [*alone, *merged.values()]


def _variants(ids: list[str], channel: models.Channel) -> dict[str, models.Variant]:
    """The variants by their global ids. Raises :class:`Refused` for what is not sold in the channel, and KeyError,
    which Saleor does not catch either, for what is unknown."""
    found = find_variants(ids)
    for variant in ids:
        if variant not in found:
            raise KeyError(variant)
        if not found[variant].product.is_published:
            raise Refused("PRODUCT_NOT_PUBLISHED", "Can't add product that is not published.", "input", [variant])
        if found[variant].price_in(channel) is None:
            raise Refused("NOT_AVAILABLE_IN_CHANNEL", "Can't add product not available in channel.", "input", [variant])
    return found


def _new_line(order: models.Order, variant: models.Variant) -> models.OrderLine:
    return models.OrderLine(
        order=order,
        variant=variant,
        sku=variant.sku or "",
        product_name=variant.product.name,
        variant_name=variant.name,
        quantity=0,
    )


def _price(variant: models.Variant, channel: models.Channel, given: Decimal | None) -> Decimal:
    """As the channel enters prices, which lists the variant; a promotion comes off a given price, too."""
    listing = variant.listings.get(channel=channel)
    return pricing.stored_price(listing.promoted(listing.price if given is None else given))


def _recount(line: models.OrderLine, quantity: int) -> None:
    """Give the line this quantity, what it costs, and its stock. Raises :class:`Refused` where too little is left."""
    more = quantity - line.quantity
    (stock.reserve if more > 0 else stock.release)(stock.pieces([(line, abs(more))]))
    line.quantity = quantity
    _multiply(line)
    line.save()


def _multiply(line: models.OrderLine) -> None:
    total = pricing.price_of(line.unit_price * line.quantity, line.order.channel)
    line.total_net, line.total_gross = total.net, total.gross
