"""What a buyer says later of a document that we sent: that it was processed, or that its own system refused it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from saleor_punchout.documents.cxml.envelope import write_response
from saleor_punchout.documents.fulfillment import StatusUpdateRequest
from saleor_punchout.documents.redaction import redacted_text
from saleor_punchout.documents.types import Status
from saleor_punchout.exceptions import UnknownOrder
from saleor_punchout.flows import alarm
from saleor_punchout.flows.call import Call
from saleor_punchout.flows.endpoints import outbound_credential
from saleor_punchout.models import Transmission

MAX_MESSAGE = 1000
MOST_ENTRIES = 100
"""Of one document: what a buyer says of it is no log of the buyer's."""


def receive(call: Call) -> bytes:
    """Note what the buyer says and answer 200. Raises :class:`UnknownOrder` where we sent it no such document."""
    update = call.payload
    assert isinstance(update, StatusUpdateRequest)  # noqa: S101  # the dispatcher's table says so
    answer = write_response(call.payload_id, Status(200, "OK", language="en"))
    with transaction.atomic():
        transmission = _transmission(call, update.document_reference)
        document = call.exchange.as_record(200, "OK", answer)
        document.purchase_order = transmission.purchase_order
        document.save(force_insert=True)
        _note(transmission, _entry(call, update))
    return answer


def _transmission(call: Call, payload_id: str) -> Transmission:
    """The document that the buyer means, locked: entries are added one after the other."""
    ours = Transmission.objects.select_for_update(of=("self",)).select_related(
        "purchase_order", "partner__installation"
    )
    sent = ours.filter(partner=call.partner, attempts__gt=0)
    transmission: Transmission | None = sent.filter(document__payload_id=payload_id).first() if payload_id else None
    if transmission is None:
        raise UnknownOrder(
            "No document of ours has the payloadID that DocumentReference names. Send the payloadID of the document"
            " that the status is about."
        )
    return transmission


def _entry(call: Call, update: StatusUpdateRequest) -> dict[str, Any]:
    credential = outbound_credential(call.partner)
    secret = credential.shared_secret or "" if credential else ""
    words = {"text": update.status.text, "message": update.status.message, "invoice_status": update.invoice_status}
    told = {name: redacted_text(text[:MAX_MESSAGE], [secret]) for name, text in words.items() if text}
    return {"at": timezone.now().isoformat(), "code": update.status.code, "text": "", "message": ""} | told


def _note(transmission: Transmission, entry: dict[str, Any]) -> None:
    said = transmission.buyer_status
    if said and _content(said[-1]) == _content(entry):
        return
    transmission.buyer_status = [*said, entry][-MOST_ENTRIES:]
    transmission.save(update_fields=["buyer_status"])
    if entry["code"] >= 400 or entry.get("invoice_status") == "rejected":
        _raise_alarm(transmission, entry)
    elif 200 <= entry["code"] < 300:
        alarm.settle(alarm.BUYER_REFUSED_DOCUMENT, str(transmission.pk), transmission.partner.installation)


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "at"}


def _raise_alarm(transmission: Transmission, entry: dict[str, Any]) -> None:
    partner, order = transmission.partner, transmission.purchase_order
    about = f" about order {order.order_id}" if order else ""
    told = " ".join(str(entry[name]) for name in ("code", "text", "message") if entry[name])
    alarm.raise_alarm(
        alarm.BUYER_REFUSED_DOCUMENT,
        f"{partner.name} took the {transmission.kind}{about} and refused it afterwards: {told}. Ask the buyer what it"
        " wants instead.",
        installation=partner.installation,
        subject=str(transmission.pk),
        partner=partner,
        purchase_order=order,
        transmission=transmission,
    )
