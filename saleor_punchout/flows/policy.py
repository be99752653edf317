"""What a trading partner's policy makes of the differences between a purchase order and the returned cart.

A price is agreed to by whoever named it and whoever takes it: the buyer names that of the order, the shop that of the
returned cart or of today, and the policy says whose counts. ``confirm`` takes the shop's and tells the buyer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.flows.differences import Comparison, Decision, Difference, Line
from saleor_punchout.models import PurchaseOrder, TradingPartner


def decide(order: PurchaseOrder, comparison: Comparison) -> None:
    """Turn differences into problems and a decision, and lines to the agreed price where the buyer is told of it.

    What staff accepted the policy does not mind any more.
    """
    for difference in comparison.found:
        judge(order, comparison, difference)
    if not order.accepted and order.partner.order_policy == Decision.CONFIRM:
        comparison.lines = [_at_agreed_price(line, order.partner, comparison) for line in comparison.lines]


def judge(order: PurchaseOrder, comparison: Comparison, difference: Difference) -> None:
    """The same for one difference, of which lines know nothing."""
    if order.accepted or not difference.code:
        return
    decision = RULES[difference.code](order.partner, difference)
    if decision in (Decision.HOLD, Decision.REJECT):
        comparison.problem(difference.line, difference.code, difference.message, decision)
    else:
        comparison.worsen(decision)


def is_price_agreed(partner: TradingPartner, agreed: Decimal, asked: Decimal) -> bool:
    """Whether a price is as near to the agreed one as the partner's percentage, or its amount for one unit, allows."""
    allowed = max(agreed * partner.price_tolerance / 100, partner.price_tolerance_amount)
    return bool(abs(agreed - asked) <= allowed)


def _price(partner: TradingPartner, difference: Difference) -> Decision:
    if is_price_agreed(partner, difference.agreed, difference.asked):
        return Decision.ACCEPT
    return Decision(partner.order_policy)


def _quantity(partner: TradingPartner, difference: Difference) -> Decision:
    percent = partner.quantity_tolerance
    if percent is None or abs(difference.agreed - difference.asked) <= difference.agreed * percent / 100:
        return Decision.ACCEPT
    return Decision(partner.order_policy)


def _unit(partner: TradingPartner, difference: Difference) -> Decision:
    """In another unit the agreed price is the price of something else, so there is none that could be confirmed."""
    return Decision.HOLD if partner.order_policy == Decision.CONFIRM else Decision(partner.order_policy)


def _shops_amount(partner: TradingPartner, difference: Difference) -> Decision:
    """What Saleor reckons cannot be taken as the buyer sent it; ``accept`` would make the order dearer in silence."""
    if is_price_agreed(partner, difference.agreed, difference.asked):
        return Decision.ACCEPT
    return Decision.HOLD if partner.order_policy == Decision.ACCEPT else Decision(partner.order_policy)


def _whatever(partner: TradingPartner, difference: Difference) -> Decision:
    return Decision(partner.order_policy)


def _at_agreed_price(line: Line, partner: TradingPartner, comparison: Comparison) -> Line:
    if line.agreed is None or is_price_agreed(partner, line.agreed, line.unit_price):
        return line
    comparison.check_decimals(line.number, line.agreed, lexical.plain(line.agreed))
    return replace(line, unit_price=line.agreed)


RULES: Mapping[str, Callable[[TradingPartner, Difference], Decision]] = {
    "price": _price,
    "quantity": _quantity,
    "unit": _unit,
    "shipping": _shops_amount,
    "total": _shops_amount,
    "quote_expired": _whatever,
    "catalogue": lambda partner, difference: Decision(partner.catalogue_orders),
    "repeated_cart": lambda partner, difference: Decision(partner.repeated_carts),
}
"""By the code of a difference."""
