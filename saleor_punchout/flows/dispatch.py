"""The way of every inbound document: opened, read, authenticated, handled, recorded, answered.

The one place where an error becomes a cXML Status. Whatever goes wrong, a sender that speaks cXML gets HTTP 200 with a
Status: anything else counts as a transport error with most procurement systems and is repeated for hours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from saleor_punchout.documents import guard, mail
from saleor_punchout.documents.arrival import Arrival, unwrap
from saleor_punchout.documents.cxml.envelope import new_payload_id, read_envelope, read_header, write_response
from saleor_punchout.documents.cxml.payloads import Payload, read_payload
from saleor_punchout.documents.fulfillment import StatusUpdateRequest, SupplierDocument
from saleor_punchout.documents.reading import child_of
from saleor_punchout.documents.types import Header, OrderRequest, ProfileRequest, PunchOutSetupRequest, Status
from saleor_punchout.exceptions import (
    AuthenticationFailed,
    BadRequest,
    ConfigurationError,
    DocumentTooLarge,
    NotAcceptable,
    NotSupported,
    PunchOutError,
    UnsupportedMediaType,
)
from saleor_punchout.flows import authentication, order, profile, setup, status_update, unasked
from saleor_punchout.flows.call import Call
from saleor_punchout.flows.journal import Exchange
from saleor_punchout.models import PurchaseOrder, TradingPartner

logger = logging.getLogger(__name__)

OUR_FAULT = "An error on our side; send the document again later."

HANDLERS: dict[type[Payload], Callable[[Call], bytes]] = {
    ProfileRequest: profile.answer,
    PunchOutSetupRequest: setup.open_session,
    OrderRequest: order.receive,
    StatusUpdateRequest: status_update.receive,
    SupplierDocument: unasked.refuse,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    body: bytes
    http_status: int = 200
    content_type: str = "text/xml; charset=UTF-8"
    order: PurchaseOrder | None = None
    """An order that was just stored and waits for a worker."""


def answer(arrival: Arrival, *, address: str | None, base_url: str, partner: TradingPartner | None = None) -> Answer:
    """Our answer to one request. ``base_url`` is where the caller reached us, without a slash at its end.

    ``partner`` is whose file this is, where something else than its header says so: see :mod:`flows.upload`.
    """
    exchange = Exchange(arrival.body, address, partner=partner)
    host = urlsplit(base_url).hostname or "punchout"
    try:
        call = _read(arrival, exchange, base_url, new_payload_id(host))
        body = HANDLERS[type(call.payload)](call)
        return Answer(body, order=exchange.order)
    except PunchOutError as error:
        return _refuse(error, exchange, new_payload_id(host))
    except Exception:
        logger.exception("A document could not be answered.")
        return _refuse(PunchOutError(OUR_FAULT), exchange, new_payload_id(host))


def _read(arrival: Arrival, exchange: Exchange, base_url: str, payload_id: str) -> Call:
    """Everything up to the handler; what is learned on the way stands in ``exchange``, whatever happens next."""
    is_file = exchange.partner is not None
    if is_file:
        arrival = mail.opened(arrival.body, limit=guard.ORDER_LIMIT)
    arrival = unwrap(arrival, exchange.notes, limit=guard.ORDER_LIMIT)
    exchange.attachments = arrival.attachments
    if arrival.attachments:  # which the journal tells also where they are not kept
        files = ", ".join(f"{one.filename} ({len(one.content):,} bytes)" for one in arrival.attachments)
        exchange.notes.remark("attachments", f"Files came with it: {files}. They are kept with an order that is taken.")
    partner = _open(arrival, exchange)
    if exchange.envelope is None or (header := exchange.envelope.header) is None:
        raise BadRequest("A Response or a Message is not taken here; send a Request.")
    exchange.partner = partner or _sender_of(header, exchange)
    content_ids = {attachment.content_id for attachment in arrival.attachments}
    payload = read_payload(exchange.envelope, exchange.notes, content_ids)
    exchange.notes.settle()
    if is_file and not isinstance(payload, OrderRequest):
        raise NotSupported(f"A file may hold an OrderRequest; this one holds a {exchange.envelope.kind}.")
    envelope = exchange.envelope = replace(exchange.envelope, payload=None)  # it was read, and would keep the tree
    return Call(exchange, envelope, header, payload, exchange.partner, base_url, payload_id)


def _open(arrival: Arrival, exchange: Exchange) -> TradingPartner | None:
    """Parse the document. A stranger may make us parse a setup request; who sends more must first say who it is."""
    partner, head = None, None
    if len(arrival.body) > guard.SETUP_LIMIT:
        opened = guard.open_head(arrival.body, exchange.notes, charset=arrival.charset)
        element = child_of(opened.root, "Header")
        if element is None:
            raise NotAcceptable("The document does not begin with its Header; send the Header first.")
        head = read_header(element)
        partner = exchange.partner = _sender_of(head, exchange)
    exchange.opened = guard.open_document(arrival.body, exchange.notes, charset=arrival.charset)
    exchange.envelope = read_envelope(exchange.opened.root, exchange.notes)
    if head is not None and exchange.envelope.header != head:
        raise NotAcceptable("The document reads differently from its beginning; send one Header.")
    return partner


def _sender_of(header: Header, exchange: Exchange) -> TradingPartner:
    """Whoever proves to have sent it; of a file the partner that it was given for."""
    if exchange.partner is None:
        return authentication.authenticate(header, exchange.address)
    authentication.check_named(header, exchange.partner)
    return exchange.partner


def _refuse(error: PunchOutError, exchange: Exchange, payload_id: str) -> Answer:
    """Record the refusal, then tell it: the sender gets ``message``, staff get the cause as well."""
    reason = f"{error.message} {error.detail}" if isinstance(error, AuthenticationFailed) else error.message
    answer = _refusal(error, exchange, payload_id)
    exchange.record_refusal(error.status, reason, answer.body)
    return answer


def _refusal(error: PunchOutError, exchange: Exchange, payload_id: str) -> Answer:
    if isinstance(error, UnsupportedMediaType):
        return Answer(error.message.encode(), 415, "text/plain; charset=UTF-8")
    if isinstance(error, DocumentTooLarge) and exchange.envelope is None:
        return Answer(error.message.encode(), 413, "text/plain; charset=UTF-8")
    told = OUR_FAULT if isinstance(error, ConfigurationError) else error.message  # no stranger mends our settings
    return Answer(write_response(payload_id, Status(error.status, error.label, told, "en")))
