"""All that a purchase order says reaches the order in Saleor, and of a card no more than its last four digits."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from saleor_punchout.documents.redaction import MASK
from saleor_punchout.documents.types import (
    AccountingSegment,
    Charge,
    Comment,
    Contact,
    Distribution,
    Money,
    OrderRequest,
    PaymentCard,
)
from saleor_punchout.flows import decision, placement
from saleor_punchout.flows.order_facts import CUT, LONGEST, facts_of, line_metadata
from saleor_punchout.models import PurchaseOrder
from saleor_punchout.sandbox.models import Order
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import line, order_request, post, status, told

pytestmark = pytest.mark.usefixtures("world")
CARD = "4111111111111111"


def euros(amount):
    return Money(Decimal(amount), "EUR")


FULL = line("FST-1001", 2, "14.80", 10)._replace(
    requested_delivery_date="2026-12-24",
    requisition_id="REQ-7",
    agreement_item_number="30",
    distributions=(
        Distribution(
            "Marketing",
            (AccountingSegment("4711", "Cost centre"), AccountingSegment("3000", "Account", "Tools")),
            euros("20.00"),
        ),
        Distribution("Sales", (AccountingSegment("4712", "Cost centre"),), euros("9.60")),
    ),
    tax=Charge(euros("5.62"), "VAT"),
    contacts=(Contact("Ada Byron", "ada@fennwick.example.com", role="endUser"),),
    comments=(Comment("Label it 4711."),),
)
HEADER = {
    "requisition_id": "REQ-7",
    "agreement_id": "AG-1",
    "ship_complete": True,
    "payment_days": (14, 30),
    "shipping": Charge(euros("8.90"), "Standard"),
    "tax": Charge(euros("5.62"), "VAT"),
    "contacts": (Contact("Cy Grant", "cy@fennwick.example.com", "+44 113 4960000", "purchasingAgent"),),
    "comments": (Comment("Ring twice."),),
}


def placed(client, document):
    """The order in Saleor that the document becomes, whatever of it staff have to accept."""
    answer = post(client, document)
    assert status(answer) == 200, told(answer)
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    if order.state == PurchaseOrder.State.HELD:
        decision.accept(order)
        placement.place(order.pk)
    return Order.objects.latest("pk")


def with_card(document, number=CARD):
    payment = f'<Payment><PCard number="{number}" expiration="2027-05-31"/></Payment>'.encode()
    return document.replace(b"<Contact", payment + b"<Contact", 1)


def test_all_that_the_order_says_stands_on_it(client):
    made = placed(client, with_card(order_request([FULL], **HEADER)))

    assert {key: made.metadata[f"punchout.{key}"] for key in ("requisition_id", "agreement_id", "ship_complete")} == {
        "requisition_id": "REQ-7",
        "agreement_id": "AG-1",
        "ship_complete": "yes",
    }
    assert made.metadata["punchout.payment_days"] == "14, 30"
    assert made.metadata["punchout.ordered_at"] == "2026-03-02T09:30:00+00:00"
    private = made.private_metadata
    assert private["punchout.payment_card"] == "1111, until 2027-05-31"
    assert private["punchout.tax"] == "5.62 EUR VAT"
    assert private["punchout.shipping"] == "8.90 EUR Standard"
    assert private["punchout.total"] == "29.60 EUR"
    assert private["punchout.comments"] == "Ring twice."
    assert private["punchout.contacts"].splitlines() == [
        "purchasingAgent: Cy Grant, cy@fennwick.example.com, +44 113 4960000",
        "Line 10: endUser: Ada Byron, ada@fennwick.example.com",
    ]


def test_all_that_a_line_says_stands_on_the_line(client):
    (made,) = placed(client, order_request([FULL])).lines.all()

    assert made.metadata == {
        "punchout.line": "10",
        "punchout.position": "1",
        "punchout.unit": "EA",
        "punchout.requested_delivery_date": "2026-12-24",
        "punchout.requisition_id": "REQ-7",
        "punchout.agreement_item": "30",
        "punchout.accounting": "Marketing: Cost centre 4711; Account 3000 (Tools); 20.00 EUR\n"
        "Sales: Cost centre 4712; 9.60 EUR",
        "punchout.tax": "5.62 EUR VAT",
        "punchout.comments": "Label it 4711.",
    }


def test_people_and_money_are_private(client):
    made = placed(client, with_card(order_request([FULL], **HEADER)))

    public = json.dumps([made.metadata, *(one.metadata for one in made.lines.all())])
    assert not [word for word in ("Grant", "Byron", "example.com", "4960000", "1111,") if word in public]


@pytest.mark.parametrize("number", [CARD, "4111-1111 1111-1111", "378282246310005"])
def test_no_more_of_a_card_than_its_last_four_digits_is_anywhere(number, client):
    # given
    comment = f"Card {number}, or {''.join(filter(str.isdigit, number))}"

    # when
    made = placed(client, with_card(order_request([FULL], **HEADER | {"comments": (Comment(comment),)}), number))

    # then
    kept = json.dumps([made.metadata, made.private_metadata, made.customer_note, *made.lines.values_list("metadata")])
    digits = "".join(filter(str.isdigit, number))
    assert made.private_metadata["punchout.payment_card"].startswith(f"{digits[-4:]},")
    assert number not in kept
    assert digits not in kept


def test_what_was_masked_stays_masked(client):
    made = placed(client, order_request([FULL], comments=(Comment("password: 4711-secret"),)))

    assert made.private_metadata["punchout.comments"] == f"password: {MASK}"


def test_extrinsics_that_are_not_mapped_stay_out(client, partner):
    # given
    partner.extrinsic_mapping = {"costcenter": "cost_centre"}
    partner.save()

    # when
    made = placed(client, order_request([FULL], extrinsics={"CostCenter": "4711", "Mood": "sunny"}))

    # then
    assert made.metadata["cost_centre"] == "4711"
    assert "sunny" not in json.dumps([made.metadata, made.private_metadata])


def test_what_we_write_ourselves_nothing_replaces(partner):
    # given
    partner.extrinsic_mapping = {"any": "punchout.order_id"}
    order = PurchaseOrder(partner=partner, order_id="PO-1")

    # then
    facts = facts_of(order, OrderRequest("PO-1", "new", extrinsics={"any": "PO-2"}))
    assert facts.public["punchout.order_id"] == "PO-1"


def test_a_long_text_is_cut_and_says_so():
    long = line("A", 1, "1")._replace(comments=(Comment("x" * 6000),))

    (text,) = (value for key, value in line_metadata(long).items() if key.endswith("comments"))

    assert len(text) == LONGEST
    assert text.endswith(CUT)


def test_what_the_order_does_not_say_leaves_no_trace(partner):
    facts = facts_of(PurchaseOrder(partner=partner, order_id="PO-1"), OrderRequest("PO-1", "new"))

    assert facts.public == {"punchout.partner": partner.slug, "punchout.order_id": "PO-1"}
    assert facts.private == {}


def test_places_are_told_by_the_buyers_code(partner):
    order = OrderRequest("PO-1", "new", ship_to=GENERIC.ship_to, bill_to=replace_name(GENERIC.ship_to))
    facts = facts_of(PurchaseOrder(partner=partner, order_id="PO-1"), order)

    assert facts.private["punchout.bill_to"].startswith(GENERIC.ship_to.address_id)
    assert "Accounts" in facts.private["punchout.bill_to"]


def replace_name(address):
    return address._replace(name="Accounts payable")


def test_a_card_without_digits_says_what_it_knows(partner):
    order = OrderRequest("PO-1", "new", payment_card=PaymentCard("", "2027-05-31"))

    facts = facts_of(PurchaseOrder(partner=partner, order_id="PO-1"), order)

    assert facts.private["punchout.payment_card"] == "until 2027-05-31"
