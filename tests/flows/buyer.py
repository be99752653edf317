"""A buyer's endpoint on this machine, and documents of ours on their way to it."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import new_request, write_response
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.documents.types import Credential, Header, Status
from saleor_punchout.documents.writing import add, to_bytes
from saleor_punchout.flows import partners, transmission
from saleor_punchout.models import PurchaseOrder, TradingPartner, Transmission
from tests.gateway.wire import Wire, answer

SECRET = "outbound-0penSesame-17"
KIND = "ConfirmationRequest"
HEADER = Header(
    from_=(Credential("DUNS", "supplier"),),
    to=(Credential("DUNS", "buyer"),),
    sender=(Credential("NetworkID", "old-name"),),
    user_agent="saleor-punchout",
)


class Endpoint(Wire):
    """What a buyer's system does when a document of ours comes."""

    def __init__(self) -> None:
        super().__init__(bytes)
        self.reply = says(200)

    @property
    def documents(self) -> list[Element]:
        return [guard.open_document(one.body, Notes()).root for one in self.seen]

    @property
    def payload_ids(self) -> list[str]:
        return [root.attrib["payloadID"] for root in self.documents]


@contextmanager
def endpoint_of(partner: TradingPartner, secret: str = SECRET) -> Iterator[Endpoint]:
    """An endpoint that the partner has and our name there."""
    with Endpoint() as listening:
        partner.endpoints = {KIND: listening.url}
        partner.save()
        partners.add_credential(partner, partners.Identity("outbound", "NetworkID", "our-name", secret))
        yield listening


def says(code: int, text: str = "OK", message: str = "", http: int = 200, **headers: str) -> Any:
    """Answers in cXML."""
    return answer(http, write_response("1@buyer.example.com", Status(code, text, message, "en")), **headers)


def resets(handler: Any) -> None:
    """Takes the document and cuts the line, so that we are told so."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def document(payload_id: str) -> bytes:
    root, body = new_request(payload_id, HEADER, "en", is_test=False)
    add(add(body, KIND), "ConfirmationHeader", type="accept", noticeDate="2026-03-02T09:30:00+00:00", operation="new")
    return to_bytes(root, "1.2.050", "Fulfill")


def queued(partner: TradingPartner, key: str = "1", order: PurchaseOrder | None = None) -> Transmission:
    payload_id = f"{key}@shop.example.com"
    made = transmission.queue(
        partner,
        KIND,
        key=key,
        subject=key,
        payload_id=payload_id,
        body=document(payload_id),
        endpoint=transmission.endpoint_of(partner, KIND),
        purchase_order=order,
    )
    assert made is not None
    return made
