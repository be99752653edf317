"""A checkout as the cart that goes back: its lines in procurement's terms, and our own signed name of each."""

from __future__ import annotations

from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import (
    Charge,
    Classification,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PunchOutOrderMessage,
    Status,
)
from saleor_punchout.flows.line_ids import name_lines
from saleor_punchout.gateway.mapping import Checkout, CheckoutLine
from saleor_punchout.models import PunchOutSession, TradingPartner
from saleor_punchout.systems import PunchOutProtocol
from saleor_punchout.systems.fitting import CartWarning, Fitted

UNIT_DECIMALS = Decimal("0.0001")
"""Prices travel with at most four decimals: Jaggaer takes no more."""


def fitted_message(session: PunchOutSession, checkout: Checkout) -> Fitted:
    """The cart as the partner's system takes it, with a warning for all that is not as in the shop."""
    warnings: list[CartWarning] = []
    partner, names = session.partner, name_lines(session, checkout.lines)
    items = [
        item_in(partner, number, line, checkout.currency, name, warnings)
        for number, (line, name) in enumerate(zip(checkout.lines, names, strict=True), 1)
    ]
    fitted = partner.procurement_system.fit(
        _message(session, checkout, items),
        PunchOutProtocol(session.protocol),
        partner.unit_map,
        session.return_options.get("charset") or "utf-8",
    )
    return Fitted(fitted.message, (*warnings, *fitted.warnings))


def _message(session: PunchOutSession, checkout: Checkout, items: list[ItemIn]) -> PunchOutOrderMessage:
    shipping = Charge(_money(checkout.shipping_net, checkout), checkout.delivery_method or "Shipping")
    tax = Charge(_money(checkout.tax, checkout), "Tax")
    return PunchOutOrderMessage(
        buyer_cookie=session.buyer_cookie,
        operation_allowed=session.partner.procurement_system.operation_allowed,
        total=Money(lexical.rounded(net_total(checkout), checkout.currency), checkout.currency),
        items=tuple(items),
        shipping=shipping if checkout.delivery_method else None,
        tax=tax if checkout.tax else None,
    )


def _money(amount: Decimal, checkout: Checkout) -> Money:
    return Money(lexical.priced(amount, checkout.currency), checkout.currency)


def net_total(checkout: Checkout) -> Decimal:
    """Sum of the lines, without shipping."""
    return sum((line.net for line in checkout.lines), Decimal(0))


def unchanged_message(session: PunchOutSession, currency: str) -> PunchOutOrderMessage:
    """The word that the visit ended without change: status 204 and no items, never an empty cart, which would delete
    lines (User's Guide 1.1 p.78-79)."""
    return PunchOutOrderMessage(
        buyer_cookie=session.buyer_cookie,
        operation_allowed=session.partner.procurement_system.operation_allowed,
        total=Money(Decimal("0.00"), currency),
        status=Status(204, "No Content"),
    )


def item_in(
    partner: TradingPartner,
    number: int,
    line: CheckoutLine,
    currency: str,
    own_id: str,
    warnings: list[CartWarning],
) -> ItemIn:
    """A line in procurement's terms, with our own name of it; what is not as in the shop is added to ``warnings``."""
    price = unit_price(line, currency)
    if lexical.rounded(price * line.quantity, currency) != lexical.rounded(line.net, currency):
        message = f"{line.sku}: {line.quantity} × {price} is not {line.net}; the difference is rounding."
        warnings.append(CartWarning(number, "unit_price", "rounded", message))
    return ItemIn(
        line_number=number,
        quantity=Decimal(line.quantity),
        item_id=ItemID(line.sku, own_id),
        detail=ItemDetail(
            unit_price=Money(price, currency),
            description=line.name,
            unit_of_measure=line.article.get("unit") or partner.default_unit,
            classifications=(_classification(partner, line),),
            manufacturer_part_id=line.article.get("manufacturer_part_id", ""),
            manufacturer_name=line.article.get("manufacturer_name", ""),
            lead_time=days(line.article.get("lead_time", "")),
            attachment=line.article.get("attachment", ""),
            long_text=f"{line.name}\n{line.long_text}" if line.long_text else "",
        ),
    )


def unit_price(line: CheckoutLine, currency: str) -> Decimal:
    """The net price of one unit, from the exact total of the line: Saleor shows unit prices rounded to cents."""
    return lexical.priced((line.net / line.quantity).quantize(UNIT_DECIMALS), currency)


def _classification(partner: TradingPartner, line: CheckoutLine) -> Classification:
    """At least one is required. Without a UNSPSC code the shop's own category is the honest one."""
    code = line.article.get("unspsc") or partner.default_unspsc
    if code:
        return Classification("UNSPSC", code)
    return Classification("Category", line.category or "none")


def days(text: str) -> int | None:
    """The days that an article's metadata name, None where it names none."""
    return int(text) if text.isascii() and text.isdigit() else None
