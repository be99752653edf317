"""ShipNoticeRequest: what left, and in which parcels (Fulfill.dtd). One for each fulfilment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from saleor_punchout.documents.fulfillment import Parcel, ShipNoticeItem, ShipNoticeRequest
from saleor_punchout.flows.order_state import OrderState, unit_of
from saleor_punchout.gateway.orders import Fulfillment

CARRIER = "carrier"
"""Metadata of a fulfilment that names the company; else the delivery method of the order does."""
MOVED = ("RETURNED", "REFUNDED", "REFUNDED_AND_RETURNED", "REPLACED")
"""What Saleor takes out of one fulfilment, it keeps as another of such a status."""
_NEVER_LEFT = ("CANCELED", "WAITING_FOR_APPROVAL", "REPLACED")


def ship_notices(state: OrderState, now: datetime) -> Iterator[ShipNoticeRequest]:
    """A notice of every fulfilment that left, and for each that was cancelled one that deletes it.

    What is on its way back is told by the credit memo: the goods left all the same.
    """
    for one in state.shop.fulfillments:
        if one.status == "CANCELED":
            yield _notice(state, one, now, "delete")
        elif one.status == "FULFILLED" and (one.tracking_number or not state.order.partner.ship_notice_needs_tracking):
            notice = _notice(state, one, now, "new")
            if notice.items:  # without items it would say that the whole order left
                yield notice


def shipment_id(state: OrderState, fulfillment: Fulfillment) -> str:
    """Saleor's own name of a fulfilment: its number within the order, behind the order's."""
    return f"{state.shop.number}-{fulfillment.number}"


def _notice(state: OrderState, fulfillment: Fulfillment, now: datetime, operation: str) -> ShipNoticeRequest:
    return ShipNoticeRequest(
        shipment_id=shipment_id(state, fulfillment),
        notice_date=now,
        order=state.reference,
        items=tuple(_items(state, fulfillment)),
        operation=operation,
        shipment_date=fulfillment.created,
        is_complete=_is_complete(state, fulfillment),
        parcels=tuple(parcels(state, fulfillment)),
    )


def _items(state: OrderState, fulfillment: Fulfillment) -> Iterator[ShipNoticeItem]:
    """Lines of the purchase order; what nobody ordered has no number there and is left out."""
    numbers = {line.id: line.number for line in state.shop.lines}
    quantities: Counter[int] = Counter()
    for line in fulfillment.lines:
        number = numbers.get(line.order_line_id)
        if number in state.items:
            quantities[number] += line.quantity  # type: ignore[index]  # None is no number of an item
    for number, quantity in sorted(quantities.items()):
        if quantity:
            yield ShipNoticeItem(number, Decimal(quantity), unit_of(state.order, state.items[number]))


def _is_complete(state: OrderState, fulfillment: Fulfillment) -> bool:
    """Whether all of the order has left with this one and those before it."""
    left: Counter[str] = Counter()
    for one in state.shop.fulfillments:
        if one.number <= fulfillment.number and one.status not in _NEVER_LEFT:
            for line in one.lines:  # of several warehouses, perhaps
                left[line.order_line_id] += line.quantity
    return all(left[line.id] >= line.quantity for line in state.shop.lines)


def parcels(state: OrderState, fulfillment: Fulfillment) -> Iterator[Parcel]:
    """One for each tracking number; staff write several with commas, semicolons or on lines of their own."""
    carrier = fulfillment.metadata.get(CARRIER) or state.shop.shipping_method or "Carrier"
    for number in re.split(r"[,;\n]", fulfillment.tracking_number):
        if number.strip():
            yield Parcel(carrier, number.strip())
