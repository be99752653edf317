"""What suppliers send about an order: read for the name of the order only, so that such a document can be explained."""

from __future__ import annotations

from saleor_punchout.documents.reading import Element, attribute

KINDS = frozenset({"ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest", "StatusUpdateRequest"})

_ORDERS = (
    "",
    "ShipNoticePortion/",
    "InvoiceDetailOrder/InvoiceDetailOrderInfo/",
    "InvoiceDetailHeaderOrder/InvoiceDetailOrderInfo/",
)
"""Where each of them names its order, by OrderReference as a rule (Fulfill.dtd, InvoiceDetail.dtd)."""


def read_order_id(element: Element) -> str:
    """The order that a confirmation, ship notice or invoice is about, the first of several; empty where it names
    none."""
    places = [place + name for name in ("OrderReference", "OrderIDInfo") for place in _ORDERS]
    found = (attribute(one, "orderID") for place in places for one in element.iterfind(place))
    return next(filter(None, found), "")


def read_document_reference(element: Element) -> str:
    """payloadID of the document that this one is about, or an empty string."""
    found = (attribute(one, "payloadID") for one in element.iterfind("DocumentReference"))
    return next(filter(None, found), "")
