"""What we understand of a document that nobody sent us: for support, and for whoever wants to judge the readers.

Needs no settings, no database and no network; says for each document the status that it deserves by itself. Who may
send it, whether its order is known, and whether its articles exist is another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saleor_punchout.documents.arrival import read_http_request, unwrap
from saleor_punchout.documents.cxml.envelope import Envelope, read_envelope
from saleor_punchout.documents.cxml.payloads import READERS, Payload, read_payload
from saleor_punchout.documents.cxml.profile import read_profile_response
from saleor_punchout.documents.cxml.punchout import cookie_characters, read_order_message, read_setup_response
from saleor_punchout.documents.guard import ORDER_LIMIT, open_document
from saleor_punchout.documents.reading import Notes, Remark
from saleor_punchout.documents.types import (
    Address,
    Credential,
    ItemIn,
    ItemOut,
    OrderRequest,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
)
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.systems import GENERIC

EMPTY: dict[str, Any] = {
    "document": None,
    "operation": None,
    "order_type": None,
    "credentials": None,
    "buyer_cookie": None,
    "browser_form_post": None,
    "user": None,
    "ship_to": None,
    "items": [],
    "order_id": None,
    "order_version": None,
    "total": None,
    "currency": None,
    "deployment_mode": None,
    "payload_id": None,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one document says, and what it deserves."""

    values: dict[str, Any]
    status: int | None
    """The cXML status of our answer; None for a document that is no request and gets no answer."""
    reason: str
    remarks: tuple[Remark, ...]


def inspect(saved: bytes) -> Finding:
    """Read a cXML document, a form body, a MIME message or a saved HTTP request."""
    notes, values = Notes(), dict(EMPTY)
    try:
        _read(saved, values, notes)
        notes.settle()
    except PunchOutError as error:
        return Finding(values, error.status, error.message, tuple(notes.remarks))
    status = 200 if values["document"] in READERS else None
    reason = "OK" if status else "This document is no request to a supplier; it gets no answer."
    return Finding(values, status, reason, tuple(notes.remarks))


def _read(saved: bytes, values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` as far as the document can be understood, so that a refused one still tells what it said."""
    arrival = unwrap(read_http_request(saved), notes, limit=ORDER_LIMIT)
    opened = open_document(arrival.body, notes, charset=arrival.charset)
    envelope = read_envelope(opened.root, notes)
    values |= _of_envelope(envelope)
    if envelope.payload is not None and envelope.body != "Request":
        values |= _of_answer(envelope, notes)
    elif envelope.body == "Request":
        payload = read_payload(envelope, notes, {attachment.content_id for attachment in arrival.attachments})
        values |= _of_payload(payload, notes)


def _of_envelope(envelope: Envelope) -> dict[str, Any]:
    header = envelope.header
    parties = header and {"from": header.from_, "to": header.to, "sender": header.sender}
    found: dict[str, Any] = {
        "document": envelope.kind,
        "credentials": parties and {name: [_credential(one) for one in party] for name, party in parties.items()},
        "deployment_mode": envelope.deployment_mode or None,
        "payload_id": envelope.payload_id or None,
    }
    if envelope.status and envelope.body == "Response":
        found["response_status"] = {"code": str(envelope.status.code), "text": envelope.status.text}
    return found


def _credential(credential: Credential) -> dict[str, str]:
    found = {"domain": credential.domain, "identity": credential.identity}
    if credential.type:
        found["type"] = credential.type
    if credential.shared_secret is not None:
        found["secret"] = credential.shared_secret.strip()
    if credential.mac:
        found["mac"] = credential.mac.value
    return found


def _of_payload(payload: Payload, notes: Notes) -> dict[str, Any]:
    if isinstance(payload, PunchOutSetupRequest):
        return _of_setup(payload) | _of_user(payload, notes)
    if isinstance(payload, OrderRequest):
        return _of_order(payload) | _of_user(payload, notes)
    return {}


def _of_user(document: PunchOutSetupRequest | OrderRequest, notes: Notes) -> dict[str, Any]:
    user = GENERIC.identify(document)
    if not user:
        notes.remark("no_user_identity", "The document names no user; the trading partner's default user is taken.")
    return {"user": {"email": user.email or None, "name": user.name or None, "unique_name": user.unique_name or None}}


def _of_setup(request: PunchOutSetupRequest) -> dict[str, Any]:
    found = {
        "operation": request.operation or None,
        "buyer_cookie": cookie_characters(request.buyer_cookie),
        "browser_form_post": request.browser_form_post or None,
        "ship_to": _address(request.ship_to),
        "items": _items(request.items),
        "extrinsics": {name: value or None for name, value in request.extrinsics.items()},
    }
    if request.selected_item:
        found["selected_item"] = request.selected_item.supplier_part_id or None
    return found


def _of_order(order: OrderRequest) -> dict[str, Any]:
    found = {
        "order_type": order.type,
        "order_id": order.order_id or None,
        "order_version": order.order_version or None,
        "total": _text(order.total and order.total.amount),
        "currency": order.total and order.total.currency,
        "ship_to": _address(order.ship_to or next((item.ship_to for item in order.items), None)),
        "items": _items(order.items),
        "extrinsics": {name: value or None for name, value in order.extrinsics.items()},
    }
    if order.document_reference:
        found["document_reference"] = order.document_reference
    return found


def _of_answer(envelope: Envelope, notes: Notes) -> dict[str, Any]:
    """A cart on its way to a buyer, or an answer to a setup request; anything else keeps its envelope's values."""
    if envelope.payload is not None and envelope.kind == "PunchOutOrderMessage":
        return _of_cart(read_order_message(envelope.payload, envelope.status, notes))
    if envelope.payload is not None and envelope.kind == "PunchOutSetupResponse":
        return {"start_page": read_setup_response(envelope.payload)}
    if envelope.payload is not None and envelope.kind == "ProfileResponse":
        return {"transactions": [one.request_name for one in read_profile_response(envelope.payload)]}
    return {}


def _of_cart(message: PunchOutOrderMessage) -> dict[str, Any]:
    return {
        "operation": message.operation_allowed,
        "buyer_cookie": cookie_characters(message.buyer_cookie),
        "total": _text(message.total.amount),
        "currency": message.total.currency,
        "items": _items(message.items),
    }


def _address(address: Address | None) -> dict[str, str | None] | None:
    return address and {
        "address_id": address.address_id or None,
        "name": address.name or None,
        "city": address.city or None,
        "country": address.country or None,
    }


def _items(items: Sequence[ItemIn | ItemOut]) -> list[dict[str, Any]]:
    return [
        _line_number(item)
        | {
            "supplier_part_id": item.item_id.supplier_part_id or None,
            "auxiliary_id": item.item_id.supplier_part_auxiliary_id or None,
            "quantity": _text(item.quantity),
            "unit_price": _text(item.detail.unit_price and item.detail.unit_price.amount),
            "currency": item.detail.unit_price and item.detail.unit_price.currency,
            "uom": item.detail.unit_of_measure or None,
        }
        for item in items
    ]


def _line_number(item: ItemIn | ItemOut) -> dict[str, Any]:
    """A position is our own counting, not the document's word."""
    source = item.line_number_source if isinstance(item, ItemOut) else "lineNumber"
    found: dict[str, Any] = {"line_number": None if source == "position" else item.line_number}
    return found if source in ("position", "lineNumber") else found | {"line_number_source": source}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
