"""Confirmations, ship notices, invoices and status updates: read in full, written without contradiction."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.fulfillment import (
    ConfirmationItem,
    ConfirmationRequest,
    InvoiceDetailRequest,
    InvoiceItem,
    OrderReference,
    Parcel,
    ShipNoticeItem,
    ShipNoticeRequest,
    StatusUpdateRequest,
    SupplierDocument,
    TaxDetail,
)
from saleor_punchout.documents.types import Charge, Credential, Header, ItemID, Status
from saleor_punchout.exceptions import BadRequest
from tests.documents import good
from tests.documents.places import NO_SAMPLES, SAMPLES, assert_valid
from tests.documents.sequels import (
    ACCEPTANCE,
    CONFIRMATION,
    CREDIT,
    DEFAULTS,
    EXAMPLES,
    INVOICE,
    OUTBOUND,
    PLACED,
    READERS,
    REJECTION,
    SHIP_NOTICE,
    SUPPLIER,
    as_of,
    euros,
    kind_of,
    opened,
    read,
    status,
    with_statuses,
    written,
)

CET = timezone(timedelta(hours=1))
PO_1001 = OrderReference("PO-1001", "1.1@buyer.example")


def cet(*parts):
    return datetime(*parts, tzinfo=CET)


SAID = {
    "generic/synthetic-confirmation.xml": ConfirmationRequest(
        confirm_id="C-1",
        type="detail",
        notice_date=cet(2026, 11, 23, 9),
        order=PO_1001,
        items=(
            ConfirmationItem(
                1,
                Decimal(2),
                "EA",
                (status("accept", 1), status("backordered", 1, shipment_date=date(2026, 12, 10))),
            ),
        ),
    ),
    "generic/synthetic-shipnotice.xml": ShipNoticeRequest(
        shipment_id="S-1",
        notice_date=cet(2026, 11, 24, 9),
        order=PO_1001,
        items=(ShipNoticeItem(1, Decimal(1), "EA"),),
        shipment_date=cet(2026, 11, 24, 9),
        delivery_date=date(2026, 11, 25),
        parcels=(Parcel("DHL", "123"),),
    ),
    "generic/fof-ShipNoticeRequest.xml": ShipNoticeRequest(
        shipment_id="S2-123",
        notice_date=datetime.fromisoformat("2000-10-14T18:39:09-08:00"),
        order=OrderReference("DO1234", "32232995@hub.acme.com"),
        items=(),
        shipment_date=datetime.fromisoformat("2000-10-14T08:30:19-08:00"),
        delivery_date=date(2000, 10, 18),
        parcels=(Parcel("Federal Express", "8202 8261 1194", "FDE"),),
        comment="Got it all into one shipment.",
    ),
    "generic/synthetic-invoice.xml": InvoiceDetailRequest(
        invoice_id="INV-1",
        invoice_date=cet(2026, 11, 25),
        order=PO_1001,
        items=(InvoiceItem(1, 1, Decimal(2), "EA", euros("12.50"), ItemID("SKU-1"), "Pen", euros("25.00")),),
        subtotal=euros("25.00"),
        tax=Charge(euros("4.75"), "VAT"),
        taxes=(TaxDetail("vat", Decimal(19), None, euros("4.75")),),
        gross=euros("29.75"),
        due=euros("29.75"),
    ),
    "generic/fof-StatusUpdateRequest.xml": StatusUpdateRequest(
        "0c300508b7863dcclb_14999", Status(200, "OK", "Forwarded to supplier", "en-US")
    ),
    "official-1.1/StatusUpdateRequest.xml": StatusUpdateRequest(
        "0c300508b7863dcclb_14999", Status(200, "OK", "Forwarded to manufacturer")
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_sample_is_read_with_every_value(name):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(NO_SAMPLES)

    assert read(path.read_bytes()) == SAID[name]


@pytest.mark.parametrize("value", EXAMPLES.values(), ids=EXAMPLES)
def test_what_is_stored_holds_no_secret_and_what_is_sent_may(value):
    # given
    sent = replace(OUTBOUND, sender=(replace(SUPPLIER, shared_secret="s3cr3t-dummy"),))

    # when
    stored, document = written(value), written(value, header=sent)

    # then
    assert b"SharedSecret" not in stored
    assert b"<SharedSecret>s3cr3t-dummy</SharedSecret>" in document
    assert_valid(document)


@pytest.mark.parametrize("value", EXAMPLES.values(), ids=EXAMPLES)
def test_a_test_says_so(value):
    envelope, _ = opened(written(value, is_test=True, lang="de"))

    assert (envelope.is_test, envelope.language) == (True, "de")


LINE = CONFIRMATION.items[0]


PRICE = {"unit_price": euros("1.00")}

ALLOWED = {
    "all accepted by line": with_statuses(status("accept", 2), type="accept"),
    "all backordered": with_statuses(status("backordered", 2), type="backordered"),
    "a later day": with_statuses(status("detail", 2, delivery_date=date(2026, 12, 1)), type="detail"),
    "another price": with_statuses(status("detail", 1, **PRICE), status("reject", 1), type="detail"),
    "a later rejection": replace(REJECTION, operation="update", replaces="1@shop"),
    "no confirmID": replace(ACCEPTANCE, confirm_id=""),
    "no parcels": replace(SHIP_NOTICE, parcels=()),
    "carriers without name": replace(
        SHIP_NOTICE, parcels=(Parcel("", "1"), Parcel("", "2", "UPSN"), Parcel("DHL", ""))
    ),
    "a deleted invoice": replace(INVOICE, operation="delete", replaces="1@shop"),
    "payment at once": replace(INVOICE, payment_days=0, comment=""),
    "a credit without the invoice's number": replace(CREDIT, original_invoice_id=""),
    "a bare status": replace(PLACED, document_reference="", extrinsics={}, invoice_status=""),
}


@pytest.mark.parametrize("value", ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_arrives(value):
    # when
    document = written(value)

    # then
    assert_valid(document)
    assert read(document) == as_of(value, DEFAULTS[kind_of(value)])


def test_several_parcels_of_one_carrier_share_it():
    # given
    parcels = tuple(Parcel("DHL", str(number)) for number in range(3))

    # when
    document = written(replace(SHIP_NOTICE, parcels=parcels))

    # then
    assert document.count(b"<ShipControl>") == document.count(b"<CarrierIdentifier") == 1
    assert read(document).parcels == parcels


def test_a_day_is_the_same_day_at_both_ends_of_the_world():
    # given
    confirmation = with_statuses(status("accept", 2, delivery_date=date(2026, 12, 1)))

    # when
    document = written(confirmation)

    # then
    moment = datetime.fromisoformat(document.decode().split('deliveryDate="')[1][:25])
    for hours in (-12, -8, 0, 9, 11):
        assert moment.astimezone(timezone(timedelta(hours=hours))).date() == date(2026, 12, 1)


HOSTILE = "a\x00b\x0b\ud800\uffff</cXML>]]><!-- & \"' \U0001f69a e\u0301 \u202e"
ARRIVED = "a\ufffdb\ufffd\ufffd\ufffd</cXML>]]><!-- & \"' \U0001f69a e\u0301 \u202e"


def test_hostile_text_stays_in_its_place():
    # given
    order = OrderReference(HOSTILE, HOSTILE)
    parts = {"notice_date": CONFIRMATION.notice_date, "order": order, "comment": HOSTILE}
    values = [
        ConfirmationRequest(HOSTILE, "reject", **parts),
        ShipNoticeRequest(
            HOSTILE,
            items=SHIP_NOTICE.items,
            parcels=(Parcel(HOSTILE, HOSTILE, HOSTILE),),
            service_level=HOSTILE,
            **parts,
        ),
        replace(
            INVOICE,
            invoice_id=HOSTILE,
            order=order,
            items=(replace(INVOICE.items[0], description=HOSTILE, item_id=ItemID(HOSTILE, HOSTILE)),),
            tax=INVOICE.tax._replace(description=HOSTILE),
            taxes=(replace(INVOICE.taxes[0], category=HOSTILE, description=HOSTILE),),
            comment=HOSTILE,
        ),
        StatusUpdateRequest(HOSTILE, Status(500, HOSTILE, HOSTILE, "en")),
    ]
    sender = Header((Credential(HOSTILE, HOSTILE),), OUTBOUND.to, OUTBOUND.sender, HOSTILE)

    for value in values:
        # when
        document = written(value, header=sender)

        # then
        assert_valid(document)
        assert repr(read(document)) == repr(value).replace(repr(HOSTILE)[1:-1], repr(ARRIVED)[1:-1])


def lines(count):
    items = [replace(INVOICE.items[0], invoice_line_number=one, line_number=one) for one in range(1, count + 1)]
    total, extras = Decimal(25) * count, Decimal("10.58")
    return [
        replace(CONFIRMATION, items=tuple(replace(LINE, line_number=one) for one in range(1, count + 1))),
        replace(SHIP_NOTICE, items=tuple(ShipNoticeItem(one, Decimal(1), "EA") for one in range(1, count + 1))),
        replace(INVOICE, items=tuple(items), subtotal=euros(total), gross=euros(total + extras)),
    ]


@pytest.mark.parametrize("position", range(3), ids=["confirmation", "ship notice", "invoice"])
def test_ten_thousand_lines_arrive(position):
    # given
    value = lines(10_000)[position]

    # when
    tracemalloc.start()
    document = written(value)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # then
    assert peak < 20 * len(document)
    assert read(document) == as_of(value, DEFAULTS[kind_of(value)])


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("ConfirmationRequest", "", ["ConfirmationHeader", "noticeDate"]),
        (
            "ConfirmationRequest",
            "<ConfirmationHeader noticeDate='2026-11-23T09:00:00+01:00' type='accept'/>"
            "<ConfirmationItem lineNumber='7' quantity='3'><ConfirmationStatus quantity='2' type='accept'/>"
            "</ConfirmationItem><ConfirmationItem lineNumber='x' quantity='many'/>",
            ["Line 7: the quantities of its parts do not add up to 3", "lineNumber", "not a plain number"],
        ),
        ("ShipNoticeRequest", "", ["ShipNoticeHeader", "noticeDate"]),
        (
            "InvoiceDetailRequest",
            "<InvoiceDetailOrder><InvoiceDetailItem invoiceLineNumber='4' quantity='1'/></InvoiceDetailOrder>",
            ["InvoiceDetailRequestHeader", "Line 4: the UnitPrice is missing", "NetAmount is missing"],
        ),
        ("StatusUpdateRequest", "", ["no Status"]),
    ],
)
def test_a_buyer_is_told_all_that_is_wrong(kind, body, words):
    # given
    envelope, notes = opened(good.document(f"<Request><{kind}>{body}</{kind}></Request>").encode())

    # when
    READERS[kind](envelope.payload, notes)

    # then
    with pytest.raises(BadRequest) as caught:
        notes.settle()
    assert [word for word in words if word in caught.value.message] == words


def test_a_status_without_a_number_is_no_status():
    envelope, notes = opened(
        good.document(
            "<Request><StatusUpdateRequest><Status code='OK' text=''/></StatusUpdateRequest></Request>"
        ).encode()
    )

    with pytest.raises(BadRequest, match="numeric code"):
        read_payload(envelope, notes)


FOR_BUYERS = {name: value for name, value in EXAMPLES.items() if kind_of(value) != "StatusUpdateRequest"}


@pytest.mark.parametrize("value", FOR_BUYERS.values(), ids=FOR_BUYERS)
def test_sent_to_us_it_is_read_for_its_order_only(value):
    envelope, notes = opened(written(value))

    assert read_payload(envelope, notes) == SupplierDocument(kind_of(value), "PO-1001", value.replaces)


def test_a_status_update_is_read_by_us_too():
    envelope, notes = opened(written(PLACED, dtd_version="1.2.050"))

    assert read_payload(envelope, notes) == PLACED


def test_a_moment_of_ours_has_an_offset_and_no_fraction():
    moment = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)

    assert b'noticeDate="2026-11-24T09:30:15+00:00"' in written(replace(ACCEPTANCE, notice_date=moment))
