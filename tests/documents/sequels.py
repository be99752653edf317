"""What follows an order: examples of each document with everything that it has a place for, and how they are written
and read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from lxml import etree

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import BASE_DTD, read_envelope
from saleor_punchout.documents.cxml.fulfillment import (
    FULFILL_DTD,
    read_confirmation_request,
    read_ship_notice_request,
    read_status_update_request,
    write_confirmation_request,
    write_ship_notice_request,
    write_status_update_request,
)
from saleor_punchout.documents.cxml.invoice import (
    INVOICE_DTD,
    read_invoice_detail_request,
    write_invoice_detail_request,
)
from saleor_punchout.documents.fulfillment import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    InvoiceDetailRequest,
    InvoiceItem,
    OrderReference,
    Parcel,
    ShipNoticeItem,
    ShipNoticeRequest,
    StatusUpdateRequest,
    TaxDetail,
)
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Charge, Credential, Header, ItemID, Money, Status
from tests.documents.places import dtd

ID = "1795420800.42.7@shop.example.com"
SUPPLIER, BUYER = Credential("DUNS", "123456789"), Credential("NetworkID", "AN01000000001-T")
OUTBOUND = Header((SUPPLIER,), (BUYER,), (SUPPLIER,), "saleor-punchout")
"""As it is stored: the secret of the Sender comes in when it is sent."""

WRITERS = {
    "ConfirmationRequest": write_confirmation_request,
    "ShipNoticeRequest": write_ship_notice_request,
    "InvoiceDetailRequest": write_invoice_detail_request,
    "StatusUpdateRequest": write_status_update_request,
}
READERS = {
    "ConfirmationRequest": read_confirmation_request,
    "ShipNoticeRequest": read_ship_notice_request,
    "InvoiceDetailRequest": read_invoice_detail_request,
    "StatusUpdateRequest": read_status_update_request,
}
DEFAULTS = {
    "ConfirmationRequest": FULFILL_DTD,
    "ShipNoticeRequest": FULFILL_DTD,
    "InvoiceDetailRequest": INVOICE_DTD,
    "StatusUpdateRequest": BASE_DTD,
}

NOTICED = datetime(2026, 11, 24, 9, 30, 15, tzinfo=UTC)
ORDER = OrderReference(
    "PO-1001", "1.1@buyer.example", order_date=datetime(2026, 11, 23, 8, 5, tzinfo=timezone(timedelta(hours=1)))
)


def euros(amount):
    return Money(Decimal(amount), "EUR")


def status(kind, quantity, **parts):
    return ConfirmationStatus(kind, Decimal(quantity), "EA", **parts)


CONFIRMATION = ConfirmationRequest(
    confirm_id="C-1001",
    type="except",
    notice_date=NOTICED,
    order=ORDER,
    operation="update",
    replaces="7.7@shop.example.com",
    items=(
        ConfirmationItem(
            10,
            Decimal(10),
            "EA",
            (
                status("accept", 4, shipment_date=date(2026, 11, 25), delivery_date=date(2026, 11, 27)),
                status("detail", 3, unit_price=euros("12.75"), comment="New price <list> & terms"),
                status("backordered", 2, shipment_date=date(2026, 12, 10)),
                status("reject", 1, comment="Größe ausverkauft"),
            ),
        ),
        ConfirmationItem(20, Decimal("2.5"), "KGM", (ConfirmationStatus("accept", Decimal("2.5"), "KGM"),)),
    ),
    total=euros("127.75"),
    shipping=Charge(euros("4.90"), "Standard"),
    tax=Charge(euros("24.27"), "VAT 19 %"),
    comment="Thank you",
)
REJECTION = ConfirmationRequest("C-1001", "reject", NOTICED, ORDER, comment="SKU-9 is sold no more.")
ACCEPTANCE = ConfirmationRequest("C-1001", "accept", NOTICED, OrderReference("PO-1001"))
SHIP_NOTICE = ShipNoticeRequest(
    shipment_id="PO-1001-1",
    notice_date=NOTICED,
    order=ORDER,
    items=(ShipNoticeItem(10, Decimal(4), "EA"), ShipNoticeItem(20, Decimal("2.5"), "KGM")),
    operation="update",
    replaces="7.8@shop.example.com",
    shipment_date=NOTICED,
    delivery_date=date(2026, 11, 26),
    is_complete=True,
    parcels=(Parcel("DHL", "JD01"), Parcel("DHL", "JD02"), Parcel("Federal Express", "8202 8261", "FDE")),
    service_level="Express",
    comment="Two parcels & a pallet",
)
WITHDRAWAL = ShipNoticeRequest("PO-1001-1", NOTICED, ORDER, (), operation="delete", replaces="7.8@shop.example.com")
VAT = TaxDetail("vat", Decimal(19), euros("29.90"), euros("5.68"), "VAT 19 %")
INVOICE = InvoiceDetailRequest(
    invoice_id="INV-1",
    invoice_date=NOTICED,
    order=ORDER,
    items=(
        InvoiceItem(
            1,
            10,
            Decimal(2),
            "EA",
            euros("12.50"),
            ItemID("SKU-1", "sess-1/1", "MAT-7"),
            'Pens & ink, <blue> "B"',
            euros("25.00"),
            (replace(VAT, taxable=euros("25.00"), amount=euros("4.75")),),
        ),
    ),
    subtotal=euros("25.00"),
    tax=Charge(euros("5.68"), "VAT"),
    taxes=(VAT,),
    gross=euros("35.58"),
    due=euros("30.00"),
    shipping=euros("4.90"),
    payment_days=30,
    comment="Paid in part by voucher",
)
CREDIT = InvoiceDetailRequest(
    invoice_id="CM-1",
    invoice_date=NOTICED,
    order=ORDER,
    items=(InvoiceItem(1, 10, Decimal(-1), "EA", euros("12.50"), ItemID("SKU-1"), "Pens", euros("-12.50")),),
    subtotal=euros("-12.50"),
    tax=Charge(euros("-2.38"), "VAT"),
    taxes=(TaxDetail("vat", None, None, euros("-2.38")),),
    gross=euros("-14.88"),
    due=euros("-14.88"),
    purpose="lineLevelCreditMemo",
    replaces="7.9@shop.example.com",
    original_invoice_id="INV-1",
)
PLACED = StatusUpdateRequest(
    "1.1@buyer.example", Status(200, "OK", "The order is placed.", "en"), {"order": "42"}, "processing"
)

EXAMPLES = {
    "confirmation": CONFIRMATION,
    "confirmation-accept": ACCEPTANCE,
    "confirmation-reject": REJECTION,
    "ship-notice": SHIP_NOTICE,
    "ship-notice-delete": WITHDRAWAL,
    "invoice": INVOICE,
    "invoice-credit": CREDIT,
    "status-update": PLACED,
}


def with_statuses(*statuses, quantity=2, **parts):
    """A confirmation of one line."""
    return replace(CONFIRMATION, items=(ConfirmationItem(1, Decimal(quantity), "EA", statuses),), **parts)


def kind_of(value):
    """The element that a value is written as."""
    return type(value).__name__


def written(value, *, header=OUTBOUND, **options):
    return WRITERS[kind_of(value)](ID, header, value, **options)


def opened(document):
    notes = Notes()
    return read_envelope(guard.open_document(document, notes).root, notes), notes


def read(document):
    """The value that a buyer reads; there must be nothing wrong with it."""
    envelope, notes = opened(document)
    value = READERS[envelope.kind](envelope.payload, notes)
    assert notes.faults == []
    return value


def as_of(value, version):
    """What is left of a value in a document of that DTD."""
    number = tuple(map(int, version.split(".")))
    if kind_of(value) == "ShipNoticeRequest" and number < (1, 2, 50):
        return replace(value, is_complete=False)
    if kind_of(value) == "StatusUpdateRequest" and number < (1, 2, 21):
        return replace(value, extrinsics={})
    if kind_of(value) == "InvoiceDetailRequest" and number < (1, 2, 37):
        items = (replace(item, item_id=item.item_id._replace(buyer_part_id="")) for item in value.items)
        return replace(value, items=tuple(items))
    return value


OF_THE_FILE = {"cXML", "Request"}
"""Elements that hold other things in cXML.dtd than in Fulfill.dtd of the same version."""


def foreign_to(document, version):
    """Elements that cXML.dtd of a version knows otherwise, with the attributes and children that they lack there."""
    known = {element.name: element for element in dtd(version).iterelements()}
    for element in etree.fromstring(document).iter():
        declared = known.get(element.tag)
        if declared is not None and element.tag not in OF_THE_FILE:
            attributes = {name for name in element.attrib if not name.endswith("}lang")}
            children = {child.tag for child in element if child.tag in known}
            unknown = attributes - {one.name for one in declared.iterattributes()}
            unknown |= children - _children(declared.content)
            if unknown:
                yield element.tag, unknown


def _children(content):
    if content is None:
        return set()
    return {content.name} | _children(content.left) | _children(content.right)
