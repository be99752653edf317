"""A purchase order comes in: kept, recognised when it comes again, answered. The Saleor order is made afterwards.

Answered within milliseconds and before Saleor is asked, because buyers give up after a minute and repeat for hours
what they think was lost. 200 means *received*; whether it can be delivered is said later, in the order's own documents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from saleor_punchout.documents.cxml.envelope import write_response
from saleor_punchout.documents.cxml.order import unsupported
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import OrderRequest, PaymentCard, Status
from saleor_punchout.exceptions import BadRequest, Conflict, UnknownOrder
from saleor_punchout.flows import alarm, journal, versions
from saleor_punchout.flows.call import Call
from saleor_punchout.models import PurchaseOrder, TradingPartner

State = PurchaseOrder.State
MAX_ORDER_ID = 186
"""Saleor takes 250 characters of an externalReference; the partner's slug before the number may have 60, and what tells
an order that was made anew stands between them."""
AT_ONCE = 100
"""Lines of an order that are hashed together."""
LEFT = ("PARTIALLY_FULFILLED", "FULFILLED", "PARTIALLY_RETURNED", "RETURNED")
"""Statuses of a Saleor order of which goods left: it can be changed no more."""


def receive(call: Call) -> bytes:
    """Keep a version of an order and answer 200; give the same answer to a repeated one.

    Raises :class:`Conflict` for another one of its name and for a change that comes too late, :class:`UnknownOrder` for
    a change of nothing where the partner wants that, :class:`NotSupported` and :class:`BadRequest`.
    """
    request = call.payload
    assert isinstance(request, OrderRequest)  # noqa: S101  # the dispatcher's table says so
    _check(request, call.partner)
    order = _new_order(request, call)
    call.payload = request = replace(request, items=())  # ten thousand lines that nobody needs any more
    answer = write_response(call.payload_id, Status(200, "OK", language="en"))
    notes = call.exchange.notes
    if request.is_internal_version:
        notes.remark("internal_version", "An internal version of the buyer's own system: nothing changes.")
    elif known := _known(order):
        notes.remark("repeated", "The same document came before; it got the same answer again.")
        journal.keep_attachments(known.document_id, call.exchange.attachments)
    else:
        _admit(order, request, notes)
        _keep(order, call, answer)
        return answer
    call.exchange.as_record(200, "OK", answer).save(force_insert=True)
    return answer


def _check(request: OrderRequest, partner: TradingPartner) -> None:
    blanket, release = partner.allows_blanket_orders, partner.allows_release_orders
    if refusal := unsupported(request, blanket=blanket, release=release):
        raise refusal
    if request.order_type == "release" and not request.agreement_id:
        raise BadRequest("The release order names no agreementID; name the agreement that it is a release of.")
    if len(request.order_id) > MAX_ORDER_ID or len(request.order_version) > 40:
        raise BadRequest(f"orderID may have {MAX_ORDER_ID} characters and orderVersion 40; send shorter ones.")


def said(request: OrderRequest) -> Iterator[str]:
    """What an order says, however it is written: a document that is made anew for a second attempt has another
    payloadID and timestamp, perhaps another order of elements, or 12.00 where 12.0000 stood. First the header, then the
    lines, some at once: all in one would take half as much memory as the document."""
    yield _JSON.encode({field.name: getattr(request, field.name) for field in fields(request) if field.name != "items"})
    for at in range(0, len(request.items), AT_ONCE):
        yield _JSON.encode(request.items[at : at + AT_ONCE])


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, PaymentCard):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no place in an order.")


_JSON = json.JSONEncoder(sort_keys=True, check_circular=False, default=_plain)


def _digest(request: OrderRequest) -> str:
    """SHA-256 of what an order says."""
    digest = hashlib.sha256()
    for words in said(request):
        digest.update(words.encode())
    return digest.hexdigest()


def _new_order(request: OrderRequest, call: Call) -> PurchaseOrder:
    is_real = not call.envelope.is_test or call.partner.mode == call.partner.Mode.TEST
    is_carried_out = is_real and request.order_type != "blanket"
    return PurchaseOrder(
        partner=call.partner,
        order_id=request.order_id,
        order_version=request.order_version,
        type=request.type,
        payload_id=call.envelope.payload_id[:255],
        content_hash=_digest(request),
        ordered_at=request.order_date,
        currency=request.total.currency if request.total else "",
        total=request.total.amount if request.total else None,
        is_test=call.envelope.is_test,
        state=State.RECEIVED if is_carried_out else State.RECORDED,
        next_attempt_at=timezone.now() if is_carried_out else None,
    )


def _known(order: PurchaseOrder) -> PurchaseOrder | None:
    """The row of this very version where it was taken before. Raises :class:`Conflict` for another one of the same
    name, unless the partner changes its orders by sending them again: then it becomes an update. Whatever else two
    deletes say, they say the same."""
    stored = _stored(order)
    if stored and stored.content_hash != order.content_hash and _may_change(order):
        order.type, order.order_version = "update", ""
        stored = _stored(order)
    if stored and stored.content_hash != order.content_hash and order.type != "delete":
        top = versions.highest(versions.thread(order.partner_id, order.order_id))
        if top is not None and top.type == "delete":
            raise _deleted(order)
        raise Conflict(
            f"Order {order.order_id} was received before with other content. Send a change as an update with an"
            " orderVersion of its own."
        )
    return stored


def _may_change(order: PurchaseOrder) -> bool:
    policy: str = order.partner.repeated_orders
    return order.type == "new" and policy == TradingPartner.RepeatedOrder.UPDATE


def _stored(order: PurchaseOrder) -> PurchaseOrder | None:
    """The row of the same name. A test has the name of no real order, and the other way round."""
    named = Q(is_test=order.is_test)
    if order.state != State.RECORDED:
        named |= ~Q(state=State.RECORDED)
    rows = PurchaseOrder.objects.filter(named, partner=order.partner, order_id=order.order_id, type=order.type)
    if order.type != "new":  # of which a thread has one, whatever its version
        rows = rows.filter(order_version=order.order_version)
    if order.type == "update" and not order.order_version:
        rows = rows.filter(content_hash=order.content_hash)
    found: PurchaseOrder | None = rows.first()
    return found


def _admit(order: PurchaseOrder, request: OrderRequest, notes: Notes) -> None:
    """Whether a change may follow what came before. What is lower than the highest version changes nothing anyway."""
    if order.type == "new" or order.state == State.RECORDED:
        return
    rows = list(versions.thread(order.partner_id, order.order_id))
    if request.document_reference and request.document_reference not in {row.payload_id for row in rows}:
        message = "DocumentReference names no version of this order that came; the orderID counts."
        notes.remark("document_reference_unknown", message)
    top = versions.highest(rows)
    if top is not None and versions.rank(top) > versions.rank(order):
        _refuse_unclear(order, top)
        notes.remark("superseded", "A later version of this order came before; this one changes nothing.")
        return
    if top is not None and top.type == "delete" and order.type != "delete":
        raise _deleted(order)
    _refuse_too_late(order, rows)
    if not versions.has_beginning(rows):
        _park(order)


def _refuse_unclear(order: PurchaseOrder, top: PurchaseOrder) -> None:
    """A change that ranks below ``top`` only because one of both has no number may well be the later one: better
    refused than lost."""
    before, after = top.ordered_at or versions.WITHOUT_DATE, order.ordered_at or versions.WITHOUT_DATE
    if top.type == "delete":
        if after > before:
            raise _deleted(order)
    elif versions.is_numbered(order) != versions.is_numbered(top) and after >= before:
        raise Conflict(
            f"Order {order.order_id} has a version {top.order_version!r}, which cannot be compared with"
            f" {order.order_version!r}. Send this change with a higher number as its orderVersion."
        )


def _deleted(order: PurchaseOrder) -> Conflict:
    return Conflict(f"Order {order.order_id} was deleted before. Send what is needed under a new orderID.")


def _refuse_too_late(order: PurchaseOrder, rows: Iterable[PurchaseOrder]) -> None:
    placed = next((row for row in rows if row.state == State.PLACED and row.saleor_status in LEFT), None)
    if placed is None:
        return
    alarm.raise_alarm(
        alarm.CHANGE_TOO_LATE,
        f"Order {order.order_id} of {order.partner} was to be changed ({order.type}) after goods left; the buyer was"
        " refused. Agree with the buyer what to do.",
        installation=order.partner.installation,
        subject=f"{placed.pk}:{order.type}:{order.order_version}",
        partner=order.partner,
        purchase_order=placed,
    )
    raise Conflict(f"Goods of order {order.order_id} left already; it cannot be changed. Ask the supplier.")


def _park(order: PurchaseOrder) -> None:
    """What it changes may be on its way still."""
    if order.partner.refuses_unknown_orders:
        raise UnknownOrder(f"Order {order.order_id} never came; send it as a new order first.")
    order.state = State.PARKED
    order.next_attempt_at = timezone.now() + timedelta(minutes=order.partner.order_grace)


def _keep(order: PurchaseOrder, call: Call, answer: bytes) -> None:
    """Document, attachments and work row in one transaction; two at once leave one row and get the same answer."""
    if order.payload_id and PurchaseOrder.objects.filter(partner=call.partner, payload_id=order.payload_id).exists():
        call.exchange.notes.remark("payload_id_reused", "Another order came under the same payloadID.")
    document = call.exchange.as_record(200, "OK", answer)
    body, document.body = document.body, ""  # comes last, with the link: SQLite writes a whole row anew to change it
    with transaction.atomic():  # as late as possible: on SQLite it keeps all other writers waiting
        document.save(force_insert=True)
        journal.keep_attachments(document.pk, call.exchange.attachments)
        order.document, document.body = document, body
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError:
            if not _known(order):  # then it was something else, and nothing is kept
                raise
            document.save(update_fields=["body"])
            return
        journal.link(document, order)
        rows = versions.settle(order.partner_id, order.order_id)
    call.exchange.order = next((row for row in rows if row.pk == order.pk), order)
