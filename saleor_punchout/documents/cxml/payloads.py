"""Which requests we read, and by whom: the one table from an element's name to its reader."""

from __future__ import annotations

from collections.abc import Callable, Collection

from saleor_punchout.documents.cxml.envelope import Envelope
from saleor_punchout.documents.cxml.fulfillment import read_status_update_request
from saleor_punchout.documents.cxml.order import read_order_request
from saleor_punchout.documents.cxml.punchout import read_setup_request
from saleor_punchout.documents.cxml.references import read_document_reference
from saleor_punchout.documents.fulfillment import StatusUpdateRequest, SupplierDocument
from saleor_punchout.documents.reading import Element, Notes, attribute, children
from saleor_punchout.documents.types import OrderRequest, ProfileRequest, PunchOutSetupRequest
from saleor_punchout.exceptions import NotSupported

Payload = ProfileRequest | PunchOutSetupRequest | OrderRequest | StatusUpdateRequest | SupplierDocument

SUPPLIER_DOCUMENTS = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")

_HEADERS = ("ConfirmationHeader", "ShipNoticeHeader", "InvoiceDetailRequestHeader")
_ORDERS = (
    "",
    "ShipNoticePortion/",
    "InvoiceDetailOrder/InvoiceDetailOrderInfo/",
    "InvoiceDetailHeaderOrder/InvoiceDetailOrderInfo/",
)
"""Where a supplier's document names its order, by OrderReference as a rule (Fulfill.dtd, InvoiceDetail.dtd)."""


def read_supplier_document(element: Element) -> SupplierDocument:
    """Only what explains the document; whatever else stands in it is not looked at."""
    places = [place + name for name in ("OrderReference", "OrderIDInfo") for place in _ORDERS]
    orders = (attribute(one, "orderID") for place in places for one in element.iterfind(place))
    replaced = (read_document_reference(children(head)) for name in _HEADERS for head in element.iterfind(name))
    return SupplierDocument(element.tag, next(filter(None, orders), ""), next(filter(None, replaced), ""))


def not_taken(document: SupplierDocument) -> NotSupported:
    """Why a supplier's document is refused, whatever it says."""
    return NotSupported(f"{document.kind} is what suppliers send to buyers; none is taken here.")


READERS: dict[str, Callable[[Element, Notes, Collection[str]], Payload]] = {
    "ProfileRequest": lambda element, notes, content_ids: ProfileRequest(),
    "PunchOutSetupRequest": lambda element, notes, content_ids: read_setup_request(element, notes),
    "OrderRequest": read_order_request,
    "StatusUpdateRequest": lambda element, notes, content_ids: read_status_update_request(element, notes),
    **dict.fromkeys(SUPPLIER_DOCUMENTS, lambda element, notes, content_ids: read_supplier_document(element)),
}


def read_payload(envelope: Envelope, notes: Notes, content_ids: Collection[str] = ()) -> Payload:
    """What the sender wants. Raises :class:`NotSupported` for every request that is not in the table."""
    reader = READERS.get(envelope.kind) if envelope.body == "Request" else None
    if reader is None or envelope.payload is None:
        taken = (name for name in READERS if name not in SUPPLIER_DOCUMENTS)
        raise NotSupported(f"{envelope.kind[:60]} is not taken here; send {', '.join(taken)}.")
    return reader(envelope.payload, notes, content_ids)
