"""All that should be said of an order as it stands, in the order in which it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from saleor_punchout.documents.fulfillment import StatusUpdateRequest
from saleor_punchout.documents.types import OrderRequest, Status
from saleor_punchout.flows import alarm
from saleor_punchout.flows.confirmation import confirmation, rejection
from saleor_punchout.flows.endpoints import endpoint_of
from saleor_punchout.flows.invoice import credit_memo, credited, invoice, sent_invoices, why_not
from saleor_punchout.flows.order_state import OrderState
from saleor_punchout.flows.ship_notice import MOVED, ship_notices
from saleor_punchout.flows.telling import Draft
from saleor_punchout.gateway.orders import SaleorInvoice
from saleor_punchout.models import Alarm, PurchaseOrder

State = PurchaseOrder.State
NOT_SENT = "did not go to the buyer."
TAKE_BACK = "Where the buyer has it from before, take it back by hand."


def of_row(order: PurchaseOrder, request: OrderRequest, now: datetime) -> Iterator[Draft]:
    """What our own decision says of one version: whether it was carried out, or is refused."""
    if order.payload_id:
        yield Draft(order, _status(order), str(order.pk), followup=request.followup_url, is_final=True)
    if order.state == State.REJECTED and _wants_confirmation(request):
        of_change = order.type != "new"
        document = rejection(order, request, order.last_error, now, of_change=of_change)
        yield Draft(order, document, f"{order.type}:{order.pk}" if of_change else "")


def _status(order: PurchaseOrder) -> StatusUpdateRequest:
    statuses = {
        State.PLACED: Status(200, "OK", "The order was taken over.", "en"),
        State.CANCELLED: Status(200, "OK", "The order was cancelled.", "en"),
        State.REJECTED: Status(409, "Conflict", order.last_error, "en"),
    }
    return StatusUpdateRequest(order.payload_id, statuses[State(order.state)])


def of_shop(state: OrderState, now: datetime, is_in_hand: bool) -> Iterator[Draft]:
    """What Saleor's order says. ``is_in_hand``: another version waits to be carried out."""
    if _wants_confirmation(state.request):
        yield from _confirmation(state, now, is_in_hand)
    keys = state.request.control_keys
    if keys.get("ASNInstruction") != "notAllowed":
        yield from _ship_notices(state, now)
    if keys.get("InvoiceInstruction") not in ("notAllowed", "isERS"):
        yield from _bills(state)


def _wants_confirmation(request: OrderRequest) -> bool:
    return request.control_keys.get("OCInstruction") != "notAllowed"


def _confirmation(state: OrderState, now: datetime, is_in_hand: bool) -> Iterator[Draft]:
    document = None
    if not state.shop.is_cancelled:
        document = confirmation(state, now)
    elif not is_in_hand:  # else the buyer's own change or delete may be under way
        document = rejection(state.order, state.request, "The supplier cancelled the order.", now)
    if document is not None:
        yield Draft(state.order, document, "")


def _ship_notices(state: OrderState, now: datetime) -> Iterator[Draft]:
    has_moved = any(one.status in MOVED for one in state.shop.fulfillments)
    for notice in ship_notices(state, now):
        # What moved is missing from the fulfilment that it left with: no reason to take the notice back.
        yield Draft(state.order, notice, notice.shipment_id, is_final=has_moved and notice.operation != "delete")


def _bills(state: OrderState) -> Iterator[Draft]:
    """One invoice for one Saleor order, and a credit memo for what came back since."""
    if not endpoint_of(state.order.partner, "InvoiceDetailRequest"):
        return
    billed = None
    for number, sent in sent_invoices(state).items():
        if state.shop.is_cancelled:
            _raise(state, number, f"bills an order that was cancelled. {TAKE_BACK}")
        elif sent is None:
            _raise(state, number, f"is none that Saleor has of it. Send the one that it has. {TAKE_BACK}")
        elif billed is None:
            billed = sent
        else:
            why = f"The order was billed by {billed.number} already; a second one bills it twice."
            _raise(state, number, f"{NOT_SENT} {why}")
    if billed is not None:
        yield from _bill(state, billed)


def _bill(state: OrderState, billed: SaleorInvoice) -> Iterator[Draft]:
    if problem := why_not(state):
        _raise(state, billed.number, f"{NOT_SENT} {problem} Send the buyer an invoice by hand.")
        return
    alarm.settle(alarm.INVOICE_IMPOSSIBLE, _subject(state, billed.number), state.order.partner.installation)
    about = f"{state.shop.number}:{billed.number}"
    yield Draft(state.order, invoice(state, billed), about, is_final=True)
    memo = credit_memo(state, billed)
    if memo is not None:
        yield Draft(state.order, memo, memo.invoice_id, credits=about, returned=credited(state))


def _raise(state: OrderState, number: str, what: str) -> None:
    """Say what is wrong with an invoice, once: whoever settled it knows of it."""
    installation, subject = state.order.partner.installation, _subject(state, number)
    if Alarm.objects.filter(installation=installation, code=alarm.INVOICE_IMPOSSIBLE, subject=subject).exists():
        return
    alarm.raise_alarm(
        alarm.INVOICE_IMPOSSIBLE,
        f"Invoice {number} of order {state.order.order_id} {what}",
        installation=installation,
        subject=subject,
        partner=state.order.partner,
        purchase_order=state.order,
    )


def _subject(state: OrderState, number: str) -> str:
    return f"{state.order.pk}:{number}"[: alarm.MAX_SUBJECT]
