"""A purchase order against the cart that went back, line by line, by our own signed line id.

Approval changes carts: that is what it is for. Every change becomes a *difference*, shown to staff; what nobody agreed
to becomes a *problem* as well, and holds the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import ItemOut, OrderRequest
from saleor_punchout.flows.line_ids import best_of, family_of, name_of, named_lines
from saleor_punchout.gateway.mapping import Channel, Variant
from saleor_punchout.models import Cart, PurchaseOrder

PRICE_DECIMALS = 3
"""Saleor keeps no more of a price and would round the rest away in silence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it shall stand in Saleor."""

    number: int
    variant: Variant
    quantity: int
    unit_price: Decimal
    """Net, of one unit."""

    @property
    def net(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(slots=True)
class Comparison:
    """What came of comparing one order."""

    lines: list[Line] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def differs(self, line: int | None, what: str, returned: object, ordered: object) -> None:
        self.differences.append({"line": line, "field": what, "returned": str(returned), "ordered": str(ordered)})

    def problem(self, line: int | None, code: str, message: str) -> None:
        self.problems.append({"line": line, "code": code, "message": message})


def find_cart(order: PurchaseOrder, request: OrderRequest) -> Cart | None:
    """The returned cart that the order's lines name; of one that was edited, the state that holds them. Ids that are
    not ours, or another partner's, find nothing."""
    names = set(filter(None, map(name_of, request.items)))
    carts = Cart.objects.filter(session__partner_id=order.partner_id)
    return best_of(family_of(names, carts), names) if names else None


def compare(
    order: PurchaseOrder, request: OrderRequest, cart: Cart | None, channel: Channel, variants: Mapping[str, Variant]
) -> Comparison:
    """Lines, differences and problems of ``order``. A difference that staff accepted is no problem any more."""
    result = Comparison()
    returned = named_lines(cart) if cart else {}
    for item in request.priced_items:
        name = name_of(item)
        before = returned.pop(name, None) if name else None
        variant = variants.get(item.item_id.supplier_part_id)
        if _is_sellable(item, variant, result) and variant is not None:
            _compare_line(order, item, before, variant, channel, result)
    for line in returned.values():
        result.differs(line["number"], "line", f"{line['quantity']} × {line['sku']}", "not ordered")
    if cart:
        _note_other_orders(order, cart, result)
    return result


def _note_other_orders(order: PurchaseOrder, cart: Cart, result: Comparison) -> None:
    """A cart may be ordered in parts, or again from a copy, or before and after an edit; staff should see it."""
    same = Q(session=cart.session_id) | Q(session__parent=cart.session_id)
    if cart.session.parent_id:
        same |= Q(session=cart.session.parent_id)
    others = PurchaseOrder.objects.filter(same).exclude(pk=order.pk)
    for number in others.exclude(state=PurchaseOrder.State.REJECTED).values_list("order_id", flat=True):
        result.differs(None, "cart", f"ordered by {number}", "ordered by this one too")


def _is_sellable(item: ItemOut, variant: Variant | None, result: Comparison) -> bool:
    sku = item.item_id.supplier_part_id
    if variant is None:
        result.problem(item.line_number, "unknown_sku", f"The shop has no article {sku} in this channel.")
    elif not variant.is_available:
        result.problem(item.line_number, "unavailable", f"{sku} is not for sale in this channel.")
    return variant is not None and variant.is_available


def _compare_line(
    order: PurchaseOrder,
    item: ItemOut,
    before: Mapping[str, Any] | None,
    variant: Variant,
    channel: Channel,
    result: Comparison,
) -> None:
    price = _price(item, before, variant, channel, result)
    quantity = int(item.quantity or 0)
    if price is None:
        return
    result.lines.append(Line(item.line_number, variant, quantity, price))
    if before is None:
        result.differs(item.line_number, "line", "not in the cart", f"{quantity} × {variant.sku}")
        _agree(order, item, variant.net, price, "today's price", channel, result)
        return
    if before["sku"] != variant.sku:
        result.differs(item.line_number, "sku", before["sku"], variant.sku)
        _agree(order, item, variant.net, price, "today's price", channel, result)
    else:
        _agree(order, item, Decimal(before["unit_price"]), price, "the returned cart", channel, result)
    if before["quantity"] != quantity:
        result.differs(item.line_number, "quantity", before["quantity"], quantity)
    unit = item.detail.unit_of_measure
    if unit and unit != before["unit"]:
        result.differs(item.line_number, "unit", before["unit"], unit)


def _price(
    item: ItemOut, before: Mapping[str, Any] | None, variant: Variant, channel: Channel, result: Comparison
) -> Decimal | None:
    """The ordered price; where the order names none, that of the cart; None where it cannot be used."""
    money = item.detail.unit_price
    if money is None and before is None:
        result.problem(item.line_number, "no_price", f"{variant.sku} has no price, and no cart that would tell it.")
        return None
    if money and money.currency != channel.currency:
        message = f"The price is in {money.currency}; the channel {channel.slug} sells in {channel.currency}."
        result.problem(item.line_number, "currency", message)
        return None
    price = money.amount if money else Decimal(before["unit_price"] if before else 0)
    if price != round(price, PRICE_DECIMALS):
        message = f"The price {_shown(price, channel)} has more than {PRICE_DECIMALS} decimals; Saleor would round it."
        result.problem(item.line_number, "price_decimals", message)
        return None
    return price


def _agree(
    order: PurchaseOrder,
    item: ItemOut,
    agreed: Decimal | None,
    price: Decimal,
    where: str,
    channel: Channel,
    result: Comparison,
) -> None:
    """Note a price that is not the agreed one, and hold the order where it is outside the partner's tolerance."""
    if agreed is None or agreed == price:
        return
    result.differs(item.line_number, "unit_price", _shown(agreed, channel), _shown(price, channel))
    if not is_within_tolerance(order, agreed, price):
        message = f"The price {_shown(price, channel)} is not that of {where}, {_shown(agreed, channel)}."
        result.problem(item.line_number, "price", message)


def is_within_tolerance(order: PurchaseOrder, agreed: Decimal, amount: Decimal) -> bool:
    """Whether an amount is near enough to the agreed one, or staff took the order as it is."""
    return bool(order.accepted or abs(agreed - amount) <= agreed * order.partner.price_tolerance / 100)


def _shown(price: Decimal, channel: Channel) -> str:
    return lexical.plain(lexical.priced(price, channel.currency))
