"""A purchase order comes in: kept, recognised when it comes again, answered. The Saleor order is made afterwards.

Answered within milliseconds and before Saleor is asked, because buyers give up after a minute and repeat for hours
what they think was lost. 200 means *received*; whether it can be delivered is said later, in the order's own documents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from saleor_punchout.documents.cxml.envelope import write_response
from saleor_punchout.documents.types import OrderRequest, PaymentCard, Status
from saleor_punchout.exceptions import BadRequest, Conflict, NotSupported
from saleor_punchout.flows import journal
from saleor_punchout.flows.call import Call
from saleor_punchout.models import DocumentRecord, PurchaseOrder, TradingPartner

State = PurchaseOrder.State
MAX_ORDER_ID = 189
"""Saleor takes 250 characters of an externalReference, and the partner's slug before the number may have 60."""


def receive(call: Call) -> bytes:
    """Keep a new order and answer 200; give the same answer to a repeated one; refuse another one of its name."""
    request = call.payload
    assert isinstance(request, OrderRequest)  # noqa: S101  # the dispatcher's table says so
    _check(request)
    answer = write_response(call.payload_id, Status(200, "OK", language="en"))
    content_hash = hashlib.sha256(said(request).encode()).hexdigest()
    if request.is_internal_version:
        call.exchange.notes.remark(
            "internal_version", "An internal version of the buyer's own system: nothing changes."
        )
    elif _known(request, call.partner, content_hash):
        call.exchange.notes.remark("repeated", "The same document came before; it got the same answer again.")
    else:
        _keep(request, call, content_hash, answer)
        return answer
    call.exchange.as_record(200, "OK", answer).save(force_insert=True)
    return answer


def _check(request: OrderRequest) -> None:
    if request.type != "new" and not request.is_internal_version:
        raise NotSupported(
            f"An order of type {request.type} is not carried out yet; ask the supplier to change the order."
        )
    if len(request.order_id) > MAX_ORDER_ID or len(request.order_version) > 40:
        raise BadRequest(f"orderID may have {MAX_ORDER_ID} characters and orderVersion 40; send shorter ones.")


def said(request: OrderRequest) -> str:
    """What an order says, however it is written: a document that is made anew for a second attempt has another
    payloadID and timestamp, perhaps another order of elements, or 12.00 where 12.0000 stood."""
    values = {field.name: getattr(request, field.name) for field in fields(request)}
    return json.dumps(values, sort_keys=True, default=_plain)


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


def _known(request: OrderRequest, partner: TradingPartner, content_hash: str) -> bool:
    """Whether this very order was taken before. Raises :class:`Conflict` for another order of the same name."""
    stored = PurchaseOrder.objects.filter(partner=partner, order_id=request.order_id, type=request.type).first()
    if stored is None:
        return False
    if stored.content_hash != content_hash:
        raise Conflict(
            f"Order {request.order_id} was received before with other content. Send a change as a new order under"
            " another orderID."
        )
    return True


def _keep(request: OrderRequest, call: Call, content_hash: str, answer: bytes) -> None:
    """Document, attachments and work row in one transaction; two at once leave one row and get the same answer."""
    payload_id = call.envelope.payload_id[:255]
    if payload_id and PurchaseOrder.objects.filter(partner=call.partner, payload_id=payload_id).exists():
        call.exchange.notes.remark("payload_id_reused", "Another order came under the same payloadID.")
    document = call.exchange.as_record(200, "OK", answer)
    order = _new_order(request, call, content_hash, document)
    with transaction.atomic():  # as late as possible: on SQLite it keeps all other writers waiting
        document.save(force_insert=True)
        journal.keep_attachments(document, call.exchange.attachments)
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError:
            if not _known(request, call.partner, content_hash):  # then it was something else, and nothing is kept
                raise
            return
        journal.link(document, order)
    call.exchange.order = order


def _new_order(request: OrderRequest, call: Call, content_hash: str, document: DocumentRecord) -> PurchaseOrder:
    is_real = not call.envelope.is_test or call.partner.mode == call.partner.Mode.TEST
    return PurchaseOrder(
        partner=call.partner,
        order_id=request.order_id,
        order_version=request.order_version,
        type=request.type,
        payload_id=call.envelope.payload_id[:255],
        content_hash=content_hash,
        document=document,
        currency=request.total.currency if request.total else "",
        total=request.total.amount if request.total else None,
        is_test=call.envelope.is_test,
        state=State.RECEIVED if is_real else State.RECORDED,
        next_attempt_at=timezone.now() if is_real else None,
    )
