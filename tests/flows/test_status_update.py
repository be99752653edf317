"""What buyers send to us after an order: the state of a document of ours, and documents that only suppliers write."""

from __future__ import annotations

import pytest

from saleor_punchout.documents.cxml.envelope import new_request
from saleor_punchout.documents.cxml.fulfillment import write_status_update_request
from saleor_punchout.documents.fulfillment import StatusUpdateRequest
from saleor_punchout.documents.types import Status
from saleor_punchout.documents.writing import add, to_bytes
from saleor_punchout.flows import transmission
from saleor_punchout.models import Alarm, DocumentRecord
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from tests.flows.buyer import SECRET, endpoint_of, queued
from tests.flows.story import line, order_request, post, status, told


def update(reference, code=200, text="OK", message="", buyer=GENERIC, **changes):
    said = StatusUpdateRequest(reference, Status(code, text, message, "en"), **changes)
    return write_status_update_request("77@buyer.example.com", buyer.header, said)


@pytest.fixture
def delivered(partner):
    """A document of ours that the buyer took."""
    with endpoint_of(partner):
        one = queued(partner)
        transmission.send(one.pk)
    return one


def test_the_state_is_kept_beside_the_document(client, delivered):
    # when
    answer = post(client, update("1@shop.example.com", 200, "OK", "Forwarded"))

    # then
    assert status(answer) == 200
    delivered.refresh_from_db()
    (entry,) = delivered.buyer_status
    assert (entry["code"], entry["text"], entry["message"]) == (200, "OK", "Forwarded")
    assert entry["at"]
    record = DocumentRecord.objects.get(kind="StatusUpdateRequest")
    assert (record.direction, record.status, record.partner) == ("in", 200, delivered.partner)
    assert not Alarm.objects.exists()


@pytest.mark.parametrize("code", [400, 406, 500])
def test_a_refusal_after_the_delivery_raises_an_alarm(client, delivered, code):
    # when
    post(client, update("1@shop.example.com", code, "Bad", "Line 2 is unknown"))

    # then
    (raised,) = Alarm.objects.all()
    assert (raised.code, raised.subject, raised.transmission) == (
        "buyer_refused_document",
        str(delivered.pk),
        delivered,
    )
    assert "Line 2 is unknown" in raised.message
    delivered.refresh_from_db()
    assert delivered.state == "delivered"


def test_an_invoice_that_is_rejected_raises_one_too(client, delivered):
    post(client, update("1@shop.example.com", invoice_status="rejected"))

    assert Alarm.objects.get().code == "buyer_refused_document"
    delivered.refresh_from_db()
    assert delivered.buyer_status[0]["invoice_status"] == "rejected"


def test_what_the_buyer_takes_after_all_settles_the_alarm(client, delivered):
    for code in (400, 200):
        post(client, update("1@shop.example.com", code))

    assert not Alarm.objects.filter(settled_at=None).exists()
    delivered.refresh_from_db()
    assert [entry["code"] for entry in delivered.buyer_status] == [400, 200]


def test_the_same_said_twice_is_one_entry(client, delivered):
    for _ in range(3):
        post(client, update("1@shop.example.com", 400))

    delivered.refresh_from_db()
    assert len(delivered.buyer_status) == 1
    assert Alarm.objects.count() == 1


def test_a_buyer_cannot_make_the_list_endless(client, delivered):
    for number in range(104):
        post(client, update("1@shop.example.com", 200, "OK", f"Note {number}"))

    delivered.refresh_from_db()
    assert len(delivered.buyer_status) == 100
    assert delivered.buyer_status[-1]["message"] == "Note 103"


@pytest.mark.parametrize("reference", ["", "2@shop.example.com", "1@shop.example.com "[:-2]])
def test_a_document_that_we_never_sent_is_unknown(client, delivered, reference):
    answer = post(client, update(reference))

    assert status(answer) == 417
    assert DocumentRecord.objects.get(kind="StatusUpdateRequest").status == 417


def test_one_that_only_waits_is_unknown_too(client, partner):
    with endpoint_of(partner):
        queued(partner)

    assert status(post(client, update("1@shop.example.com"))) == 417


def test_nobody_speaks_about_another_partners_documents(client, delivered, world):
    # given
    other = next(
        one for one in BUYERS.values() if one.key != GENERIC.key and one.header and world[one.key].protocol == "cxml"
    )

    # when
    answer = post(client, update("1@shop.example.com", 400, buyer=other))

    # then
    assert status(answer) == 417
    delivered.refresh_from_db()
    assert delivered.buyer_status == []


def test_our_secret_and_control_characters_are_not_kept(client, delivered):
    # when
    post(client, update("1@shop.example.com", 400, "Bad", f"You showed {SECRET}\nERROR forged line"))

    # then
    delivered.refresh_from_db()
    kept = str(delivered.buyer_status) + Alarm.objects.get().message
    assert SECRET not in kept
    assert "\n" not in kept
    assert "\\n" not in kept


KINDS = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")


def suppliers(kind, order_id=""):
    root, body = new_request("78@buyer.example.com", GENERIC.header, "en", is_test=False)
    element = add(body, kind)
    if order_id:
        add(element, "OrderReference", orderID=order_id)
    return to_bytes(root, "1.2.050", "Fulfill")


@pytest.mark.parametrize("kind", KINDS)
def test_a_suppliers_document_about_an_order_that_never_came_is_unknown(client, partner, kind):
    answer = post(client, suppliers(kind, "PO-1"))

    assert status(answer) == 417
    assert f"Nobody asked for this {kind}: order PO-1 never came here" in told(answer)
    record = DocumentRecord.objects.get(kind=kind)
    assert (record.status, record.partner) == (417, partner)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order_id", ["PO-1", ""])
def test_a_suppliers_document_about_anything_else_is_not_taken(client, partner, kind, order_id):
    # given
    post(client, order_request([line("FST-1001", 1, "14.80")]))

    # when
    answer = post(client, suppliers(kind, order_id))

    # then
    assert status(answer) == 450
    assert kind in told(answer)
