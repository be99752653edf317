"""What we write is, byte for byte, what we wrote last time; and a DTD has judged it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from lxml import etree

from saleor_punchout.documents.cxml import envelope, order, profile, punchout
from saleor_punchout.documents.types import (
    AccountingSegment,
    Address,
    Charge,
    Classification,
    Comment,
    Contact,
    Credential,
    Distribution,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    ItemOut,
    Money,
    OrderRequest,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
    Status,
    Transaction,
)
from saleor_punchout.exceptions import PunchOutError
from tests.documents.places import GOLDEN, assert_valid
from tests.documents.sequels import EXAMPLES
from tests.documents.sequels import written as follows

ID = "1795420800.42.7@shop.example.com"
BUYER, SUPPLIER = Credential("NetworkID", "AN01000000001-T"), Credential("DUNS", "123456789")
INBOUND = Header(
    (BUYER,), (SUPPLIER,), (Credential("NetworkID", "AN01000000087", shared_secret="s3cr3t-dummy"),), "Ünit 1.0"
)
OUTBOUND = Header((SUPPLIER,), (BUYER, Credential("SystemID", "CHILD1", type="marketplace")), (SUPPLIER,), "Saleor")
PLANT = Address(
    address_id="0100",
    name="Plant 0100",
    deliver_to=("Zoë Buyer", "Gate 3"),
    street=("Größenweg 1", "2nd floor"),
    city="Hamburg",
    state="HH",
    postal_code="22525",
    country="DE",
    country_name="Germany",
    email="gate3@example.com",
    phone="+49 40 123",
)
PENS = ItemDetail(
    Money(Decimal("12.50"), "EUR"),
    'Pens & ink, <blue> "B" \U0001f58a',
    "Pens",
    "EA",
    (Classification("UNSPSC", "44121701"), Classification("eClass", "24-26-05")),
    "P-7",
    "Füller & Söhne",
    "https://shop.example.com/pens?a=1&b=2",
    3,
    {"colour": "blue"},
)
PLAIN = ItemDetail(Money(Decimal("1.2345"), "EUR"), "Ink", "", "KGM", (Classification("UNSPSC", "44121900"),))


def euros(amount):
    return Money(Decimal(amount), "EUR")


SETUP = PunchOutSetupRequest(
    operation="edit",
    buyer_cookie='a&amp;b <URL name="1">c</URL>',
    browser_form_post="https://buyer.example.com/punchout/return?id=2&x=1",
    extrinsics={"useremail": "zoe@example.com", "costcenter": "R&D 7"},
    contacts=(Contact("Zoë Buyer", "zoe@example.com", "+49 40 123", "endUser"), Contact("Desk")),
    ship_to=PLANT,
    selected_item=ItemID("SKU-1", "sess-1/1"),
    items=(ItemOut(1, "lineNumber", Decimal(2), ItemID("SKU-1", "sess-1/1"), PENS),),
)
CART = PunchOutOrderMessage(
    buyer_cookie="1TEZ7HFKTBP2M",
    operation_allowed="edit",
    total=euros("29.94"),
    items=(
        ItemIn(1, Decimal(2), ItemID("SKU-1", "h7k2m4q9xw/1-4fz8q2m1"), PENS),
        ItemIn(2, Decimal(4), ItemID("SKU-2"), PLAIN),
    ),
    shipping=Charge(euros("4.90"), "Standard"),
    tax=Charge(euros("4.75"), "VAT 19 %"),
)
EMPTY = PunchOutOrderMessage("1TEZ7HFKTBP2M", "create", euros("0.00"))
ORDER = OrderRequest(
    order_id="PO-1001",
    type="update",
    order_version="2",
    order_date=datetime(2026, 11, 23, 8, 5, tzinfo=UTC),
    agreement_id="A-1",
    requisition_id="R-1",
    ship_complete=True,
    total=euros("29.94"),
    ship_to=PLANT,
    bill_to=Address(name="Accounts", street=("PO box 1",), city="Hamburg", country="DE", country_name="Germany"),
    shipping=Charge(euros("4.90"), "Standard"),
    tax=Charge(euros("4.75"), "VAT"),
    payment_days=(30, 60),
    contacts=(Contact("Zoë Buyer", "zoe@example.com", role="buyer"),),
    comments=(Comment("Gate 3, please", ("cid:drawing@buyer.example",)),),
    followup_url="https://buyer.example.com/followup",
    document_reference="1.1@buyer.example",
    extrinsics={"payer id": "4711"},
    items=(
        ItemOut(
            10,
            "lineNumber",
            Decimal(2),
            ItemID("SKU-1", "h7k2m4q9xw/1-4fz8q2m1"),
            PENS,
            requested_delivery_date="2026-12-01",
            agreement_item_number="7",
            distributions=(Distribution("Costs", (AccountingSegment("4711", "CostCenter", "Pens"),), euros("25.00")),),
            ship_to=PLANT,
            shipping=Charge(euros("1.00"), "Parcel"),
            tax=Charge(euros("4.00"), "VAT"),
            contacts=(Contact("Pat", role="endUser"),),
            comments=(Comment("Blue ones"),),
        ),
        ItemOut(20, "lineNumber", Decimal(4), ItemID("SKU-2"), PLAIN),
    ),
)
TRANSACTIONS = (
    Transaction("PunchOutSetupRequest", "https://shop.example.com/cxml", {"operationAllowed": "create edit inspect"}),
    Transaction("OrderRequest", "https://shop.example.com/cxml?a=1&b=2", {"attachments": "Yes", "changes": "Yes"}),
)
CANCELLED = Status(204, "No Content", language="en")


def statuses():
    """The outcome of every error that a sender can meet, beside the good ones."""
    yield from (Status(200, "OK", language="en"), Status(201, "Accepted", language="de"), CANCELLED)
    found = {}
    waiting = [PunchOutError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__ == PunchOutError.__module__:
            found[error.status] = error.label
    for code, label in sorted(found.items()):
        yield Status(code, label, 'Line 2: the "unit price" is <empty> & wrong – größer', "en")


WRITTEN = {
    "profile-request": lambda: profile.write_profile_request(ID, INBOUND),
    "profile-response": lambda: profile.write_profile_response(ID, TRANSACTIONS),
    "setup-request": lambda: punchout.write_setup_request(ID, INBOUND, SETUP, lang="de-DE"),
    "setup-response": lambda: punchout.write_setup_response(
        ID, "https://shop.example.com/start/t0k3n?a=1&b=2", lang="de"
    ),
    "order-message": lambda: punchout.write_order_message(ID, OUTBOUND, CART),
    "order-message-minimal": lambda: punchout.write_order_message(ID, OUTBOUND, EMPTY, is_test=True),
    "order-message-cancelled": lambda: punchout.write_order_message(ID, OUTBOUND, replace(EMPTY, status=CANCELLED)),
    "order-request": lambda: order.write_order_request(ID, INBOUND, ORDER, is_test=True),
    **{name: (lambda value=value: follows(value, header=OUTBOUND)) for name, value in EXAMPLES.items()},
    **{f"response-{status.code}": (lambda status=status: envelope.write_response(ID, status)) for status in statuses()},
}


@pytest.fixture(params=WRITTEN)
def written(request):
    with time_machine.travel(datetime(2026, 11, 23, 7, tzinfo=UTC), tick=False):
        return request.param, WRITTEN[request.param]()


def test_is_written_as_before(written, update):
    # given
    name, document = written
    path = GOLDEN / f"{name}.xml"

    # when
    if update:
        path.write_bytes(document)

    # then
    assert document == path.read_bytes()


def test_is_valid_by_the_dtd_that_it_declares(written):
    _, document = written

    assert_valid(document)


def test_timestamps_carry_a_numeric_offset(written):
    _, document = written

    assert etree.fromstring(document).get("timestamp") == "2026-11-23T07:00:00+00:00"


def test_no_golden_document_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*")} == set(WRITTEN)


def test_a_cart_on_its_way_through_the_browser_holds_no_secret():
    assert b"SharedSecret" not in WRITTEN["order-message"]()


def test_a_payload_id_is_never_the_same():
    made = {envelope.new_payload_id("shop.example.com") for _ in range(1000)}

    assert len(made) == 1000
    assert all(one.endswith("@shop.example.com") for one in made)
