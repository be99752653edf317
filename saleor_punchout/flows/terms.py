"""What a purchase order says as a whole, against the visit that it comes from: place, freight, tax, total, and whether
the cart's prices still hold or were ordered before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Min, Q

from saleor_punchout.documents import guard, lexical
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.punchout import read_order_message
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Address, Charge, Money, OrderRequest
from saleor_punchout.flows.differences import Comparison, Difference
from saleor_punchout.gateway.mapping import Channel, Checkout
from saleor_punchout.models import Cart, PunchOutSession, PurchaseOrder
from saleor_punchout.systems import PunchOutProtocol

OVER = (PurchaseOrder.State.REJECTED, PurchaseOrder.State.CANCELLED, PurchaseOrder.State.RECORDED)
"""Orders of which nothing is delivered; a version that was superseded has another one that counts."""


def compare(
    order: PurchaseOrder, request: OrderRequest, carts: Sequence[Cart], channel: Channel, result: Comparison
) -> None:
    """All but freight and total, which are known later."""
    if not carts:
        result.differs(None, "cart", "none", "ordered without one", "catalogue", "No returned cart stands behind it.")
    for cart in carts:
        _note_other_orders(order, cart, result)
        _note_age(order, cart, result)
        _compare_place(cart.session, request, result)
    _compare_tax(carts, request, result)
    _check_currencies(request, channel, result)
    _check_places(order, request, result)


def is_expired(order: PurchaseOrder, cart: Cart) -> bool:
    """Whether the prices of the cart had ceased to hold when the order came."""
    until = _valid_until(order, cart)
    return until is not None and until < _came(order)


def _valid_until(order: PurchaseOrder, cart: Cart) -> datetime | None:
    days = order.partner.quote_validity
    return None if days is None else cart.created_at + timedelta(days=days)


def _came(order: PurchaseOrder) -> datetime:
    """When its first version was received: a change later on does not undo what was agreed by then, and what the buyer
    writes as its date may be any."""
    versions = PurchaseOrder.objects.filter(partner=order.partner_id, order_id=order.order_id)
    first: datetime = versions.aggregate(first=Min("created_at"))["first"]
    return first


def _note_age(order: PurchaseOrder, cart: Cart, result: Comparison) -> None:
    if is_expired(order, cart):
        until, came = f"{_valid_until(order, cart):%Y-%m-%d}", f"{_came(order):%Y-%m-%d}"
        message = f"The prices of the returned cart held until {until}; the order came on {came}."
        result.differs(None, "quote", f"valid until {until}", f"ordered on {came}", "quote_expired", message)


def _note_other_orders(order: PurchaseOrder, cart: Cart, result: Comparison) -> None:
    """A cart may be ordered in parts, or again from a copy, or before and after an edit; staff should see it."""
    same = Q(session=cart.session_id) | Q(session__parent=cart.session_id) | Q(sessions_beside=cart.session_id)
    if cart.session.parent_id:
        same |= Q(session=cart.session.parent_id)
    others = PurchaseOrder.objects.filter(same).exclude(partner=order.partner, order_id=order.order_id)
    live = others.exclude(state__in=(*OVER, PurchaseOrder.State.SUPERSEDED))
    for number in live.values_list("order_id", flat=True).distinct():
        message = f"The cart was ordered by {number} already."
        result.differs(None, "cart", f"ordered by {number}", "ordered by this one too", "repeated_cart", message)


def _compare_place(session: PunchOutSession, request: OrderRequest, result: Comparison) -> None:
    """Where the goods go, against where the buyer who shopped wanted them."""
    place = shipping_address(request)
    if session.ship_to and place and not is_same_place(wanted := Address(**session.ship_to), place):
        result.differs(None, "ship_to", _told(wanted), _told(place))


def shipping_address(request: OrderRequest) -> Address | None:
    """Of the order, else of its lines, which some systems name alone, else where the bill goes."""
    on_lines = (item.ship_to for item in request.priced_items)
    return request.ship_to or next(filter(None, on_lines), None) or request.bill_to


def is_same_place(one: Address, other: Address) -> bool:
    """Whether two addresses name one place, as far as both say anything of it."""
    pairs = (
        (one.address_id, other.address_id),
        (one.postal_code, other.postal_code),
        (one.city, other.city),
        (one.state, other.state),
        (one.country, other.country),
        (" ".join(one.street), " ".join(other.street)),
    )
    return all(_folded(a) == _folded(b) for a, b in pairs if a and b)


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _told(address: Address) -> str:
    parts = (address.address_id, *address.street, address.postal_code, address.city, address.state, address.country)
    return ", ".join(filter(None, parts))


def _check_places(order: PurchaseOrder, request: OrderRequest, result: Comparison) -> None:
    """Saleor sends an order to one address."""
    place = shipping_address(request)
    for item in request.priced_items:
        if place and item.ship_to and not is_same_place(place, item.ship_to):
            result.differs(item.line_number, "ship_to", _told(place), _told(item.ship_to))
            if not order.accepted:
                message = "This line goes to another address than the others; in Saleor an order has one."
                result.problem(item.line_number, "ship_to", message)


def _compare_tax(carts: Sequence[Cart], request: OrderRequest, result: Comparison) -> None:
    """Against what the carts sent, where they sent any: most protocols have no place for it."""
    tax = request.tax.money if request.tax else None
    sent = [charge.money for charge in map(_tax_sent, carts if tax else ()) if charge and charge.money]
    if tax is None or not sent or len(sent) < len(carts):
        return
    returned = Money(sum((money.amount for money in sent), Decimal(0)), sent[0].currency)
    if tax != returned:
        result.differs(None, "tax", lexical.plain(returned.amount), lexical.plain(tax.amount))


def _tax_sent(cart: Cart) -> Charge | None:
    if cart.session.protocol != PunchOutProtocol.CXML.value:
        return None
    notes = Notes()
    envelope = read_envelope(guard.open_document(cart.document.body.encode(), notes).root, notes)
    return None if envelope.payload is None else read_order_message(envelope.payload, None, notes).tax


def _check_currencies(request: OrderRequest, channel: Channel, result: Comparison) -> None:
    """Amounts that are not prices of lines."""
    named = {"total": request.total, "shipping": request.shipping and request.shipping.money}
    for what, money in named.items():
        if money and money.currency != channel.currency:
            result.differs(None, "currency", channel.currency, money.currency)
            message = f"The {what} is in {money.currency}; the channel {channel.slug} sells in {channel.currency}."
            result.problem(None, "currency", message)


def compare_total(request: OrderRequest, channel: Channel, result: Comparison) -> None:
    """Where lines name no price, the total may still tell that the buyer reckons with another one than the cart's."""
    unpriced = any(item.detail.unit_price is None for item in request.priced_items)
    if request.total is None or not unpriced or result.problems:
        return
    extras = [charge.money.amount for charge in (request.shipping, request.tax) if charge and charge.money]
    net = sum((line.net for line in result.lines), Decimal(0))
    asked, agreed, grand = (
        lexical.rounded(amount, channel.currency) for amount in (request.total.amount, net, sum(extras, net))
    )
    if asked not in (agreed, grand):
        message = f"The total is {asked}; at the prices of the returned cart the lines come to {agreed}."
        result.differs(None, "total", agreed, asked, "total", message, agreed=agreed, asked=asked)


def compare_shipping(
    request: OrderRequest, cart: Cart | None, checkout: Checkout, channel: Channel, result: Comparison
) -> Difference | None:
    """Shipping costs what Saleor's delivery method costs. An order that says less does not agree to that; one that
    says nothing leaves it to the shop, and differs only from a cart that named some."""
    made = lexical.rounded(checkout.shipping_net, channel.currency)
    ordered, returned = ordered_shipping(request), _returned_method(cart)
    if made == (ordered or 0) or (ordered is None and not returned):
        return None
    said = "nothing" if ordered is None else lexical.rounded(ordered, channel.currency)
    before = made if returned == checkout.delivery_method else f"{returned or 'nothing'}; {made} in the shop"
    if ordered is None or made < ordered:
        return result.differs(None, "shipping", before, said)
    message = f"Shipping by {checkout.delivery_method} costs {made}; the order allows {said}."
    return result.differs(None, "shipping", before, said, "shipping", message, agreed=ordered, asked=made)


def ordered_shipping(request: OrderRequest) -> Decimal | None:
    """What the order says that shipping costs, on its header or else on its lines."""
    charges = [request.shipping, *(() if request.shipping else (item.shipping for item in request.items))]
    amounts = [charge.money.amount for charge in charges if charge and charge.money]
    return sum(amounts, Decimal(0)) if amounts else None


def _returned_method(cart: Cart | None) -> str:
    """The delivery method that went back with its price; empty where none was chosen, or the buyer's system has no
    place for it."""
    if cart is None:
        return ""
    changes = {(one["field"], one["code"]) for one in cart.warnings}
    return "" if ("shipping", "dropped") in changes else cart.delivery_method
