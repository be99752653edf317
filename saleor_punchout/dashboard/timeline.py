"""What happened when, from the setup request to the order in Saleor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from saleor_punchout.dashboard.words import REQUESTS
from saleor_punchout.models import Cart, PunchOutSession, PurchaseOrder

State = PunchOutSession.State


class Moment(NamedTuple):
    at: datetime
    title: str
    detail: str = ""
    offset: str = ""
    """Since the moment before, in words."""


def timeline(session: PunchOutSession, cart: Cart | None, orders: Sequence[PurchaseOrder]) -> list[Moment]:
    """Moments in their order."""
    known = sorted((moment for moment in _moments(session, cart, orders) if moment.at), key=lambda moment: moment.at)
    before = [None, *known]
    return [
        one._replace(offset=_told(one.at - former.at)) if former else one
        for one, former in zip(known, before, strict=False)
    ]


def _moments(session: PunchOutSession, cart: Cart | None, orders: Sequence[PurchaseOrder]) -> Iterator[Moment]:
    yield Moment(session.requested_at, REQUESTS[session.protocol], "The start link was handed out.")
    if session.started_at:
        yield Moment(session.started_at, "Start link opened", "A checkout was made and the buyer sent to the shop.")
    if cart:
        lines = len(cart.lines)
        yield Moment(cart.created_at, "Cart returned", f"{lines} line{'' if lines == 1 else 's'} went back.")
    elif session.closed_at:
        yield Moment(session.closed_at, "Session ended", session.reason)
    if session.emptied_at:
        yield Moment(session.emptied_at, "Checkout emptied", "Nobody can pay for it by card any more.")
    for order in orders:
        yield Moment(order.created_at, f"Purchase order {order.order_id} received")
        if order.placed_at:
            number = order.saleor_order_number
            yield Moment(order.placed_at, f"Order {number} made in Saleor" if number else "Order made in Saleor")


def _told(passed: timedelta) -> str:
    """``+40 ms``, ``+3 min``, ``+2 h``, ``+4 d``"""
    seconds = passed.total_seconds()
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"+{seconds / size:.0f} {unit}"
    return f"+{seconds:.1f} s" if seconds >= 1 else f"+{1000 * seconds:.0f} ms"
