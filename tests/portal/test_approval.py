"""Approval and the purchase order: changed, cut, sent, and sent again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.order import read_order_request
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.models import PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.portal import papers, procurement
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.sandbox.portal.errors import NoAnswer, NotNow
from saleor_punchout.sandbox.portal.forms import read_approval
from saleor_punchout.sandbox.portal.models import Requisition
from tests.portal.conftest import cart, fields

State = Requisition.State


@pytest.fixture
def returned(shopping) -> Requisition:
    return procurement.receive(shopping, fields(cart()))


def read(document: bytes) -> tuple[OrderRequest, Notes]:
    notes = Notes()
    order = read_order_request(read_envelope(guard.open_document(document, notes).root, notes).payload, notes)
    return order, notes


def test_without_changes_orders_the_cart_as_it_came(returned):
    # when
    procurement.approve(returned)

    # then
    assert returned.state == State.APPROVED
    assert not any(line.is_changed for line in returned.lines)
    assert (returned.ordered_total, returned.ordered_shipping, returned.ordered_tax) == (
        Decimal(100),
        Decimal(5),
        Decimal("19.95"),
    )


def test_changes_quantity_price_and_shipping(returned):
    # when
    procurement.approve(returned, {1: Decimal(5)}, {2: Decimal("79.50")}, shipping=Decimal(0))

    # then
    returned.refresh_from_db()
    assert [line.ordered_net for line in returned.lines] == [Decimal(50), Decimal("79.50")]
    assert all(line.is_changed for line in returned.lines)
    assert returned.ordered_shipping == 0
    assert returned.ordered_tax == Decimal("24.61")


def test_a_removed_line_is_not_ordered(returned):
    # given
    procurement.approve(returned, removed={1})

    # when
    order, notes = read(papers.order_request(returned))

    # then
    assert [(item.line_number, item.item_id.supplier_part_auxiliary_id) for item in order.items] == [(2, "aux/2-sig")]
    assert order.total.amount == Decimal(80)
    assert not [remark for remark in notes.remarks if remark.code == "total_mismatch"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"removed": {1, 2}}, "Nothing is left"),
        ({"quantities": {1: Decimal(0)}}, "Line 1 needs a quantity above 0"),
        ({"prices": {2: Decimal(-1)}}, "Line 2 needs"),
    ],
)
def test_what_cannot_be_ordered_cannot_be_approved(returned, changes, words):
    # when
    with pytest.raises(NotNow, match=words):
        procurement.approve(returned, **changes)

    # then
    assert Requisition.objects.get().state == State.RETURNED


def test_nothing_is_ordered_before_it_is_approved(returned):
    # when, then
    with pytest.raises(NotNow, match="Pending approval"):
        procurement.order(returned)


def test_the_form_says_what_was_changed():
    # when
    approval = read_approval(
        {"quantity-1": "3", "price-1": " 1 234,50 ", "price-2": "", "remove-2": "on", "shipping": "", "other-1": "x"}
    )

    # then
    assert approval.quantities == {1: Decimal(3)}
    assert approval.prices == {1: Decimal("1234.50")}
    assert (approval.removed, approval.shipping) == ({2}, None)


def test_the_form_names_the_field_that_is_no_number():
    # when, then
    with pytest.raises(NotNow, match="The quantity of line 1 is not a plain number"):
        read_approval({"quantity-1": "NaN"})


def order_of(buyer) -> Requisition:
    """A requisition of that buyer, shopped and approved, with a word to the supplier."""
    requisition = Requisition.objects.create(buyer_key=buyer.key, buyer_cookie="cookie-1", state=State.PUNCHED_OUT)
    procurement.receive(requisition, fields(cart()))
    return procurement.approve(requisition, {1: Decimal(5)}, shipping=Decimal("7.5"), comment="Deliver to gate 3")


def test_the_order_is_received_and_its_answer_kept(supplier, buyer):
    # given
    requisition = order_of(buyer)

    # when
    answer = procurement.order(requisition)

    # then
    requisition.refresh_from_db()
    assert answer.is_ok
    assert (requisition.state, requisition.order_status, requisition.order_reason) == (State.ORDERED, 200, "OK")
    assert PurchaseOrder.objects.get().external_reference == requisition.external_reference


def test_the_order_sent_again_is_the_same_document(supplier, buyer):
    # given
    requisition = order_of(buyer)
    procurement.order(requisition)

    # when
    answer = procurement.order(Requisition.objects.get(pk=requisition.pk))

    # then
    first, second = requisition.messages.filter(kind="OrderRequest")
    assert answer.is_ok
    assert first.body.split("timestamp")[0] == second.body.split("timestamp")[0]
    assert first.body.split("<Header>")[1] == second.body.split("<Header>")[1]
    assert PurchaseOrder.objects.count() == 1


def test_an_order_whose_answer_was_lost_keeps_its_name(db, wire, buyer):
    # given
    requisition = order_of(buyer)
    wire.says(b"", 502)
    with pytest.raises(NoAnswer):
        procurement.order(requisition)
    name = requisition.order_id, requisition.order_payload_id

    # when
    requisition.refresh_from_db()
    with pytest.raises(NoAnswer):
        procurement.order(requisition)

    # then
    assert (requisition.order_id, requisition.order_payload_id) == name
    assert requisition.state == State.APPROVED


def test_a_refused_order_stays_approved(supplier):
    # given
    requisition = order_of(GENERIC)
    TradingPartner.objects.filter(slug=GENERIC.key).update(is_active=False)

    # when
    answer = procurement.order(requisition)

    # then
    assert answer.status.code == 403
    assert requisition.state == State.APPROVED
    assert "switched off" in requisition.order_reason
