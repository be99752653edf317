"""The errands of a requisition, without a browser: its pages and the demo's check both run exactly these."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from saleor_punchout.documents.cxml.profile import read_profile_response
from saleor_punchout.documents.cxml.punchout import read_setup_response
from saleor_punchout.documents.types import PunchOutOrderMessage, Transaction
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.sandbox.portal import papers, post
from saleor_punchout.sandbox.portal.buyers import Buyer
from saleor_punchout.sandbox.portal.carts import CART, form_document, read_cart
from saleor_punchout.sandbox.portal.errors import CartNotTaken, NoAnswer, NotNow
from saleor_punchout.sandbox.portal.lines import Line
from saleor_punchout.sandbox.portal.models import Message, Requisition, new_cookie
from saleor_punchout.sandbox.portal.post import Answer

State = Requisition.State
NO_CONTENT = 204
"""Status of a cart message: the visit ended without change (cXML User's Guide 1.1 p.79)."""


def new_requisition(buyer: Buyer) -> Requisition:
    return Requisition.objects.create(buyer_key=buyer.key)


def profile(buyer: Buyer) -> tuple[Transaction, ...]:
    """Ask the supplier what it can do. Raises :class:`Refused` and :class:`NoAnswer`, as every errand that asks."""
    answer = post.send(papers.profile_request(buyer), "ProfileRequest", buyer).require_ok()
    return () if answer.payload is None else read_profile_response(answer.payload)


def punch_out(buyer: Buyer, requisition: Requisition | None = None) -> Requisition:
    """Ask for a visit to the supplier's shop and keep the start page; a requisition is made where none is given."""
    requisition = requisition or new_requisition(buyer)
    _require(requisition, State.DRAFT, State.PUNCHED_OUT, State.CANCELLED)
    cookie = new_cookie()  # a cart of an earlier visit must not end up in this one
    document = papers.setup_request(requisition, buyer, cookie)
    answer = post.send(document, "PunchOutSetupRequest", buyer, requisition)
    requisition.start_page = _start_page(answer.require_ok())
    requisition.buyer_cookie, requisition.state = cookie, State.PUNCHED_OUT
    requisition.save()
    return requisition


def _start_page(answer: Answer) -> str:
    if answer.payload is None:
        raise NoAnswer("The supplier's answer names no start page.")
    try:
        return read_setup_response(answer.payload)
    except PunchOutError as error:
        raise NoAnswer(f"The supplier's answer cannot be used: {error.message}") from None


def receive(requisition: Requisition, fields: Mapping[str, str]) -> Requisition:
    """Take the form that the shop had the browser post: the cart's lines, or the word that nothing changed.

    Raises :class:`CartNotTaken` for what is broken or hostile, and for a cart of another visit.
    """
    document, charset = form_document(fields)
    message = Message(requisition=requisition, buyer_key=requisition.buyer_key)
    try:
        cart = read_cart(document, charset)
    except CartNotTaken as error:
        message.reason = str(error)
        post.keep(message, Message.Direction.IN, "", document)
        raise
    message.status = cart.status.code if cart.status else None
    post.keep(message, Message.Direction.IN, CART, document)
    _check_cart(requisition, cart)
    return _take(requisition, cart)


def _check_cart(requisition: Requisition, cart: PunchOutOrderMessage) -> None:
    if cart.buyer_cookie.strip() != requisition.buyer_cookie:
        raise CartNotTaken("The cart belongs to another visit: its BuyerCookie is not the one that was sent.")
    if requisition.state not in (State.PUNCHED_OUT, State.RETURNED):
        raise CartNotTaken(f'No cart is awaited any more: {requisition} is "{requisition.state_name}".')


def _take(requisition: Requisition, cart: PunchOutOrderMessage) -> Requisition:
    if (cart.status and cart.status.code == NO_CONTENT) or not cart.items:
        requisition.state = State.CANCELLED
    else:
        requisition.state, requisition.returned_at = State.RETURNED, timezone.now()
        requisition.lines = [Line.returned(item, position) for position, item in enumerate(cart.items, 1)]
        requisition.currency, requisition.total = cart.total.currency, cart.total.amount
        _take_charges(requisition, cart)
    requisition.save()
    return requisition


def _take_charges(requisition: Requisition, cart: PunchOutOrderMessage) -> None:
    shipping, tax = cart.shipping, cart.tax
    requisition.shipping = requisition.ordered_shipping = shipping.money.amount if shipping and shipping.money else None
    requisition.shipping_description = shipping.description[:200] if shipping else ""
    requisition.tax = tax.money.amount if tax and tax.money else None


def approve(
    requisition: Requisition,
    quantities: Mapping[int, Decimal] | None = None,
    prices: Mapping[int, Decimal] | None = None,
    removed: Collection[int] = (),
    shipping: Decimal | None = None,
    comment: str = "",
) -> Requisition:
    """Let the cart become an order, with what the approver changed, by line number; unnamed lines stay as they are."""
    _require(requisition, State.RETURNED, State.APPROVED)
    lines = [_changed(line, quantities or {}, prices or {}, removed) for line in requisition.lines]
    _check_lines(lines)
    requisition.lines = lines
    requisition.ordered_shipping = requisition.shipping if shipping is None else shipping
    requisition.comment = comment.strip()[:500]
    requisition.state, requisition.approved_at = State.APPROVED, timezone.now()
    requisition.save()
    return requisition


def _changed(
    line: Line, quantities: Mapping[int, Decimal], prices: Mapping[int, Decimal], removed: Collection[int]
) -> Line:
    return replace(
        line,
        ordered_quantity=quantities.get(line.number, line.quantity),
        ordered_price=prices.get(line.number, line.price),
        is_removed=line.number in removed,
    )


def _check_lines(lines: Collection[Line]) -> None:
    ordered = [line for line in lines if not line.is_removed]
    if not ordered:
        raise NotNow("Nothing is left to order. Keep at least one line.")
    for line in ordered:
        if line.ordered_quantity <= 0 or line.ordered_price < 0:
            raise NotNow(f"Line {line.number} needs a quantity above 0 and a price of 0 or more; remove it instead.")


def order(requisition: Requisition) -> Answer:
    """Send the purchase order, once approved, and keep the answer. Sent again, it is the same document."""
    _require(requisition, State.APPROVED, State.ORDERED)
    if not requisition.order_id:
        requisition.order_id = requisition.buyer.order_id.format(number=requisition.number)
        requisition.order_payload_id = papers.new_payload_id(requisition.buyer)
        requisition.ordered_at = timezone.now()
        requisition.save()  # before it is sent: whether a lost answer was an order is unknown, so it keeps its name
    answer = post.send(papers.order_request(requisition), "OrderRequest", requisition.buyer, requisition)
    requisition.order_status = answer.status.code
    requisition.order_reason = f"{answer.status.text} {answer.status.message}".strip()
    if answer.is_ok:
        requisition.state = State.ORDERED
    requisition.save()
    return answer


def _require(requisition: Requisition, *states: str) -> None:
    if requisition.state not in states:
        raise NotNow(f'{requisition} is "{requisition.state_name}"; this cannot be done now.')
