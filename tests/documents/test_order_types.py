"""Kinds of orders beside the usual one: taken where it is allowed, and read by what they have."""

from decimal import Decimal

import pytest

from saleor_punchout.documents.cxml.order import unsupported
from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.exceptions import NotSupported
from tests.documents import good
from tests.documents.sequels import euros, opened


def order_of(order_type):
    return OrderRequest("PO-1", "new", order_type=order_type)


@pytest.mark.parametrize(
    ("order_type", "allowed", "is_taken"),
    [
        ("regular", {}, True),
        ("regular", {"blanket": False, "release": False}, True),
        ("release", {}, True),
        ("release", {"release": False}, False),
        ("blanket", {}, False),
        ("blanket", {"blanket": True}, True),
        ("stockTransport", {"blanket": True}, False),
        ("stockTransportRelease", {"blanket": True}, False),
        ("Blanket", {"blanket": True}, False),
    ],
)
def test_the_kind_of_an_order_is_taken_where_it_is_allowed(order_type, allowed, is_taken):
    refusal = unsupported(order_of(order_type), **allowed)

    assert (refusal is None) == is_taken
    assert is_taken or (isinstance(refusal, NotSupported) and order_type in refusal.message)


BLANKET_LINE = (
    '<ItemOut {}lineNumber="{}"><ItemID><SupplierPartID/></ItemID><BlanketItemDetail>'
    '<Description xml:lang="en">Pens of all kinds</Description><MaxAmount><Money currency="EUR">900</Money></MaxAmount>'
    '<UnitOfMeasure>EA</UnitOfMeasure><Classification domain="UNSPSC">44121700</Classification>'
    "</BlanketItemDetail></ItemOut>"
)


def read_order(items, order_type):
    envelope, notes = opened(
        good.order_request(items, attributes=f'orderType="{order_type}"', total="5000.00").encode()
    )
    return read_payload(envelope, notes), notes


def test_a_blanket_order_needs_neither_quantity_nor_price():
    # when
    order, notes = read_order(
        BLANKET_LINE.format("", 1) + BLANKET_LINE.format('quantity="1" ', 2) + "<ItemOut><ItemID/></ItemOut>", "blanket"
    )

    # then
    assert (notes.faults, "total_mismatch" in {one.code for one in notes.remarks}) == ([], False)
    assert order.total == euros("5000.00")
    assert [item.quantity for item in order.items] == [None, Decimal(1), None]
    assert (order.items[0].detail.description, order.items[0].detail.unit_price) == ("Pens of all kinds", None)


def test_any_other_order_needs_its_quantities():
    _, notes = read_order(BLANKET_LINE.format("", 1), "release")

    assert "Line 1: the quantity is empty" in " ".join(fault.message for fault in notes.faults)
