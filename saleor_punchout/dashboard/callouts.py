"""Why a session stands where it stands, in plain words: what happened, who must act, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saleor_punchout.models import PunchOutSession, PurchaseOrder

State = PunchOutSession.State
US, BUYER, NOBODY = "Your shop", "The buyer", "Nobody"
DECIDE = (
    "Settle what is named with the buyer or mend it in the shop. Then take the order as it came, try it again, or"
    " reject it."
)
RECORDED = {
    True: "It is marked as a test, so no order was made. Set the trading partner to test mode to carry tests out.",
    False: "It names a limit and no goods, so there is nothing to make. The orders that draw on it come by themselves.",
}
"""Why nothing was made of an order, by whether it is a test."""


@dataclass(frozen=True, slots=True)
class Callout:
    tone: str
    title: str
    who: str
    """Who must act."""
    next_step: str
    details: tuple[str, ...] = ()


def callout_of(session: PunchOutSession, orders: Sequence[PurchaseOrder]) -> Callout:
    """An order that waits for somebody comes first, then one that went its way, for they are the newest news."""
    found = [of_order(order) for order in orders]
    return next((one for one in found if one.tone != "success"), found[0]) if found else _of_session(session)


def of_order(order: PurchaseOrder) -> Callout:
    """What stands in the way of an order, or that nothing does."""
    told, name = tuple(problem["message"] for problem in order.problems), f"Purchase order {order.order_id}"
    if order.state == PurchaseOrder.State.HELD:
        return Callout("warning", f"{name} is held", US, DECIDE, told)
    if order.state == PurchaseOrder.State.REJECTED:
        step = "The buyer may send a corrected order under a new number."
        return Callout("error", f"{name} was rejected", BUYER, step, _lines(order.last_error) or told)
    if order.state == PurchaseOrder.State.RECEIVED:
        step = "It is tried again by itself. If it stays, look at the shop check under Settings."
        tone = "warning" if order.last_error else "info"
        return Callout(tone, f"{name} is on its way into Saleor", US, step, _lines(order.last_error))
    if order.state in QUIET:
        return _of_quiet(order, name)
    number = f"order {order.saleor_order_number}" if order.saleor_order_number else "an order"
    return Callout("success", f"{name} is {number} in Saleor", NOBODY, "Nothing to do.")


def _of_quiet(order: PurchaseOrder, name: str) -> Callout:
    """Of an order that nobody in the shop need act upon."""
    if order.state == PurchaseOrder.State.PARKED:
        step = "It waits for the order, which may be on its way. What becomes of it afterwards is told here."
        return Callout("info", f"{name} is a change of an order that has not come", BUYER, step)
    if order.state == PurchaseOrder.State.RECORDED:
        return Callout("neutral", f"{name} was recorded only", NOBODY, RECORDED[order.is_test])
    if order.state == PurchaseOrder.State.CANCELLED:
        return Callout("neutral", f"{name} was cancelled by the buyer", NOBODY, "Nothing to do.")
    return Callout("neutral", f"{name} has a later version", NOBODY, "Look at that one; this one counts no more.")


def refusal(why: str) -> Callout:
    """What somebody asked for was not done."""
    return Callout("error", "Nothing was changed", US, why)


def taken(order: PurchaseOrder | None) -> Callout:
    """A file was taken in; None where it changed nothing."""
    if order is None:
        step = "The same document came before, or it is an internal version of the buyer's own."
        return Callout("info", "The file changes nothing", NOBODY, step)
    return Callout("success", f"Purchase order {order.order_id} was taken in", NOBODY, "It is on its way into Saleor.")


def _of_session(session: PunchOutSession) -> Callout:
    reason = _lines(session.reason)
    if session.state == State.REQUESTED:
        if reason:
            step = "Mend what is named. The buyer may open the same link again until it expires."
            return Callout("error", "The buyer could not enter the shop", US, step, reason)
        step = (
            "The procurement system opens the start link by itself. If it does not, a pop-up blocker may be in the way."
        )
        return Callout("info", "The buyer has not opened the start link yet", BUYER, step)
    if session.state == State.STARTED:
        return _of_visit(session, reason)
    tone, title, who, step = ENDS[State(session.state)]
    return Callout(tone, title, who, step, reason if session.state in UNPLANNED else ())


def _of_visit(session: PunchOutSession, reason: tuple[str, ...]) -> Callout:
    if session.is_stranded:
        step = (
            "The storefront must redeem the code that the browser brings, from its own server, within a minute."
            " Check the trading partner's storefront address and the storefront's log. The buyer punches out again."
        )
        return Callout("error", "The storefront did not take the buyer over", US, step, reason)
    if session.code is None and not session.token:
        step = "Our page names what the shop does not have any more, and leads on or back."
        return Callout("warning", "The buyer reads what is missing in the cart", BUYER, step, reason)
    step = "Nothing to do until the cart is returned."
    return Callout("warning" if reason else "info", "The buyer is shopping", BUYER, step, reason)


def _lines(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


ENDS = {
    State.RETURNED: (
        "info",
        "The cart went back; no order has come yet",
        BUYER,
        "Approval may take days, change the cart, or end without an order. If the buyer says that the cart did not"
        " arrive, compare the return address with the one their system expects.",
    ),
    State.ORDERED: ("success", "The purchase order came", NOBODY, "Nothing to do."),
    State.ABANDONED: (
        "neutral",
        "The cart went back, and no order came",
        NOBODY,
        "Approval may have ended without an order. One that comes after all is taken.",
    ),
    State.CANCELLED: ("neutral", "The buyer left without a cart", NOBODY, "Nothing to do."),
    State.EXPIRED: ("neutral", "The session expired", BUYER, "The buyer punches out again; a new session begins."),
    State.FAILED: ("error", "The session failed", US, "Mend what is named; then the buyer punches out again."),
}
"""What is said of a session that is over: tone, title, who must act, what to do."""
QUIET = (
    PurchaseOrder.State.PARKED,
    PurchaseOrder.State.RECORDED,
    PurchaseOrder.State.SUPERSEDED,
    PurchaseOrder.State.CANCELLED,
)
UNPLANNED = (State.ABANDONED, State.EXPIRED, State.FAILED)
"""Their reasons say more than their names."""
