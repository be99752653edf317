"""What a cXML document says."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from saleor_punchout.documents.cxml.envelope import Envelope, read_envelope
from saleor_punchout.documents.cxml.order import unsupported
from saleor_punchout.documents.cxml.payloads import Payload, not_taken, read_payload
from saleor_punchout.documents.cxml.profile import read_profile_response
from saleor_punchout.documents.cxml.punchout import cookie_characters, read_order_message, read_setup_response
from saleor_punchout.documents.fulfillment import StatusUpdateRequest, SupplierDocument
from saleor_punchout.documents.reading import Element, Notes, attribute
from saleor_punchout.documents.types import Credential, OrderRequest, PunchOutOrderMessage, PunchOutSetupRequest
from saleor_punchout.inspection.values import address_of, items_of, text_of, user_of


def read(root: Element, content_ids: Collection[str], values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` as far as the document can be understood, so that a refused one still tells what it said."""
    envelope = read_envelope(root, notes)
    values |= _of_envelope(envelope)
    if envelope.payload is not None and envelope.body != "Request":
        values |= _of_answer(envelope, notes)
    elif envelope.body == "Request":
        payload = read_payload(envelope, notes, content_ids)
        values |= _of_payload(payload, notes)
        _name_currencies(envelope, values)
        _refuse(payload, notes)


def _of_envelope(envelope: Envelope) -> dict[str, Any]:
    header = envelope.header
    parties = header and {"from": header.from_, "to": header.to, "sender": header.sender}
    found: dict[str, Any] = {
        "document": envelope.kind,
        "credentials": parties and {name: [_credential(one) for one in party] for name, party in parties.items()},
        "deployment_mode": envelope.deployment_mode or None,
        "payload_id": envelope.payload_id or None,
    }
    if envelope.status and envelope.body != "Request":
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
        return _of_setup(payload) | user_of(payload, notes)
    if isinstance(payload, OrderRequest):
        return _of_order(payload) | user_of(payload, notes)
    if isinstance(payload, SupplierDocument):
        return {"order_id": payload.order_id or None} | _reference(payload.document_reference)
    if isinstance(payload, StatusUpdateRequest):
        return _reference(payload.document_reference)
    return {}


def _reference(payload_id: str) -> dict[str, Any]:
    return {"document_reference": payload_id} if payload_id else {}


def _refuse(payload: Payload, notes: Notes) -> None:
    """What can be read, but is taken nowhere unless somebody allows it."""
    refusal = unsupported(payload) if isinstance(payload, OrderRequest) else None
    if isinstance(payload, SupplierDocument):
        refusal = not_taken(payload)
    if refusal:
        notes.faults.append(refusal)


def _of_setup(request: PunchOutSetupRequest) -> dict[str, Any]:
    found = {
        "operation": request.operation or None,
        "buyer_cookie": cookie_characters(request.buyer_cookie),
        "browser_form_post": request.browser_form_post or None,
        "ship_to": address_of(request.ship_to),
        "items": items_of(request.items),
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
        "total": text_of(order.total and order.total.amount),
        "currency": order.total and order.total.currency,
        "ship_to": address_of(order.ship_to or next((item.ship_to for item in order.items), None)),
        "items": items_of(order.items),
        "extrinsics": {name: value or None for name, value in order.extrinsics.items()},
    }
    return found | _reference(order.document_reference)


def _name_currencies(envelope: Envelope, values: dict[str, Any]) -> None:
    """The currencies of amounts that were refused too: who mends the document wants to see them."""
    if envelope.payload is None:
        return
    lines = envelope.payload.iterfind("ItemOut")
    for item, line in zip(values["items"], lines, strict=False):
        item["currency"] = item["currency"] or _currency(line.find("ItemDetail/UnitPrice/Money"))
    values["currency"] = values["currency"] or _currency(envelope.payload.find("OrderRequestHeader/Total/Money"))


def _currency(money: Element | None) -> str | None:
    return None if money is None else attribute(money, "currency") or None


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
        "total": text_of(message.total.amount),
        "currency": message.total.currency,
        "items": items_of(message.items),
    }
