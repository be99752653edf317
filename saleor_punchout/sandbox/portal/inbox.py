"""What the supplier sends after an order, kept at the requisition: confirmation, ship notices, invoices, states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import Envelope, read_envelope, write_response
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.documents.types import Status
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.sandbox.portal import papers, post
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from saleor_punchout.sandbox.portal.models import Message, Requisition

OK = Status(200, "OK", "", "en")
NOT_OURS = Status(401, "Unauthorized", "No order of ours, or not the secret that we agreed on.", "en")


def answer(document: bytes) -> bytes:
    """Our Response to a document of the supplier's."""
    return write_response(papers.new_payload_id(GENERIC), _taken(document))


def _taken(document: bytes) -> Status:
    try:
        envelope = read_envelope(guard.open_document(document, Notes()).root, Notes())
    except PunchOutError as error:
        return Status(406, "Not Acceptable", error.message, "en")
    tell = WORDS.get(envelope.kind)
    if tell is None or envelope.payload is None:
        return Status(450, "Not Implemented", f"A {envelope.kind} is not expected here.", "en")
    requisition = _about(envelope.payload)
    if requisition is None or not _is_known(envelope, requisition):
        return NOT_OURS
    _keep(requisition, envelope, tell(envelope.payload), document)
    return OK


def _about(payload: Element) -> Requisition | None:
    """The requisition whose order a document names; a status names only the document that it answers."""
    orders = Requisition.objects.filter(buyer_key__in=BUYERS).exclude(order_id="")
    name, former = payload.find(".//OrderReference"), payload.find(".//DocumentReference")
    if name is not None:
        return orders.filter(order_id=name.get("orderID", "")).first()
    return None if former is None else orders.filter(order_payload_id=former.get("payloadID", "")).first()


def _is_known(envelope: Envelope, requisition: Requisition) -> bool:
    secret = requisition.buyer.post_secret
    shown = envelope.header.sender if envelope.header else ()
    return any(compare_digest((one.shared_secret or "").encode(), secret.encode()) for one in shown)


def _keep(requisition: Requisition, envelope: Envelope, words: str, document: bytes) -> None:
    """Once: the supplier repeats what it got no answer to."""
    secret = requisition.buyer.post_secret
    if requisition.messages.filter(kind=envelope.kind, body=post.masked(document, secret)).exists():
        return
    message = Message(requisition=requisition, buyer_key=requisition.buyer_key, status=OK.code, reason=words)
    post.keep(message, Message.Direction.IN, envelope.kind, document, secret)


def _confirmation(payload: Element) -> str:
    header = payload.find("ConfirmationHeader")
    kind = "" if header is None else header.get("type", "")
    return CONFIRMED.get(kind, f"Confirmed: {kind}.")


def _shipment(payload: Element) -> str:
    items = list(payload.iter("ShipNoticeItem"))
    parcels = ", ".join(_texts(payload.iter("ShipmentIdentifier"))) or "no tracking number"
    lines = ", ".join(f"{one.get('quantity')} of line {one.get('lineNumber')}" for one in items)
    return f"{lines or 'All'} on the way: {parcels}."


def _invoice(payload: Element) -> str:
    header, due = payload.find("InvoiceDetailRequestHeader"), payload.find("InvoiceDetailSummary/NetAmount/Money")
    name = "" if header is None else header.get("invoiceID", "")
    return f"Invoice {name}" + ("." if due is None else f" over {(due.text or '').strip()} {due.get('currency', '')}.")


def _status(payload: Element) -> str:
    status = payload.find("Status")
    return "" if status is None else f"{status.get('code')} {(status.text or status.get('text') or '').strip()}"


def _texts(elements: Iterable[Element]) -> list[str]:
    return [text for text in ((element.text or "").strip() for element in elements) if text]


CONFIRMED: Mapping[str, str] = {
    "accept": "The supplier will deliver all of it.",
    "detail": "The supplier will deliver it with changes.",
    "except": "The supplier will deliver a part of it.",
    "reject": "The supplier will not deliver it.",
}
WORDS: Mapping[str, Callable[[Element], str]] = {
    "ConfirmationRequest": _confirmation,
    "ShipNoticeRequest": _shipment,
    "InvoiceDetailRequest": _invoice,
    "StatusUpdateRequest": _status,
}
"""What a document says, in a sentence, by its name."""
