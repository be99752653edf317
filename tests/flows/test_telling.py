"""When a buyer is told, by whom, how often, and what happens where that fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.documents.types import Credential as Named
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import alarm, decision, events, fulfillment, invoice, placement
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.models import Alarm, Credential, PurchaseOrder, Transmission
from saleor_punchout.sandbox import models as sandbox
from saleor_punchout.sandbox.portal.buyers import COUPA
from tests.flows.afterwards import ENDPOINTS, TWO_LINES, Staff, letters, place, said, take
from tests.flows.story import PAYLOAD_ID, line, order_request, post

State = PurchaseOrder.State
FOLLOWUP = "https://buyer.example.com/followup"


@pytest.fixture(autouse=True)
def _endpoints(partner):
    partner.endpoints = ENDPOINTS
    partner.save()


@pytest.fixture
def order(client):
    return place(client)


@pytest.fixture
def staff(order):
    return Staff(order)


@pytest.fixture
def silent(monkeypatch):
    """Saleor does not answer, as often as it was asked."""
    asked = []

    def read_order(client, order):
        asked.append(order)
        raise SaleorUnreachable("Saleor does not answer.")

    monkeypatch.setattr(OrderClient, "read_order", read_order)
    return asked


def due_in(order):
    """Minutes until the order is looked at again, at least one; None where it is not."""
    order.refresh_from_db()
    return order.look_again_at and max(1, round((order.look_again_at - timezone.now()).total_seconds() / 60))


def age(order, days):
    PurchaseOrder.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(days=days))
    order.refresh_from_db()


def test_we_speak_to_the_buyer_as_the_buyer_speaks_to_us(partner, staff):
    # given
    ours, theirs = (partner.credentials.get(party=party) for party in ("to", "from"))

    # when
    staff.confirm()

    # then
    (letter,) = letters(partner)
    assert letter.header.from_ == (Named(ours.domain, ours.identity),)
    assert letter.header.to == (Named(theirs.domain, theirs.identity),)
    assert letter.header.sender == letter.header.from_
    assert letter.header.user_agent == "saleor-punchout"
    assert letter.deployment_mode == "production"


def test_the_sender_is_whom_the_buyer_knows_us_as(partner, staff):
    # given
    Credential.objects.create(partner=partner, party="outbound", domain="NetworkID", identity="ORRIN-OUT", key="x")

    # when
    staff.confirm()

    # then
    assert letters(partner)[0].header.sender == (Named("NetworkID", "ORRIN-OUT"),)


def test_a_partner_without_credentials_is_told_once_it_has_them(partner, staff):
    # given
    identity = partner.credentials.get(party="from")
    identity.delete()

    # when
    staff.confirm()

    # then
    raised = Alarm.objects.get(code=alarm.NOT_CONFIGURED)
    assert (letters(partner), raised.partner, due_in(staff.order)) == ([], partner, 60)

    # when
    identity.save()
    staff.tell()

    # then
    raised.refresh_from_db()
    assert len(letters(partner)) == 1
    assert raised.settled_at is not None


def test_a_partner_that_takes_nothing_is_told_nothing_and_saleor_is_not_asked(client, partner, silent):
    # given
    partner.endpoints = {}
    partner.save()

    # when
    order = place(client)

    # then
    assert (letters(partner), silent, due_in(order)) == ([], [], None)


def test_each_document_goes_where_the_partner_takes_its_kind(partner, staff):
    # given
    partner.endpoints = {"ShipNoticeRequest": "https://buyer.example.com/asn"}
    partner.save()

    # when
    staff.confirm()
    staff.ship()

    # then
    assert [(one.kind, one.endpoint) for one in Transmission.objects.all()] == [
        ("ShipNoticeRequest", "https://buyer.example.com/asn")
    ]


def test_a_declared_dtd_is_the_system_s_own(client, world):
    # given
    partner = world[COUPA.key]
    partner.endpoints = ENDPOINTS
    partner.save()
    staff = Staff(place(client, buyer=COUPA))

    # when
    staff.confirm()
    staff.ship()
    invoice.send(staff.order, "INV-1")
    staff.bill("INV-1")

    # then
    declared = [one.document.body.splitlines()[1] for one in Transmission.objects.order_by("pk")]
    for doctype, version in zip(declared, ("1.2.036", "1.2.014", "1.2.020"), strict=True):
        assert f"/{version}/" in doctype
    assert len(letters(partner)) == 3


def test_what_follows_an_order_leaves_in_its_order(partner, staff):
    # when
    staff.app.ask("mutation ($id: ID!) { orderConfirm(id: $id) { errors { code } } }", id=staff.order.saleor_order_id)
    invoice.send(staff.order, "INV-1")
    staff.app.ask(
        'mutation ($id: ID!) { invoiceCreate(orderId: $id, input: {number: "INV-1", url: "https://shop.example.com/1"})'
        " { errors { code } } }",
        id=staff.order.saleor_order_id,
    )
    staff.ship()

    # then
    assert [one.kind for one in letters(partner)] == list(ENDPOINTS)


def test_the_order_s_own_address_hears_that_it_was_taken_over(client, partner):
    place(client, followup_url=FOLLOWUP)

    (told,) = said(partner, "StatusUpdateRequest")
    assert (told.document_reference, told.status.code) == (PAYLOAD_ID, 200)
    assert Transmission.objects.get().endpoint == FOLLOWUP


def test_names_of_any_length_have_room(client, partner):
    # given
    order = place(
        client, order_id="P" * 186, followup_url=f"{FOLLOWUP}/{'f' * 500}", payload_id=f"{'p' * 240}@b.example"
    )
    staff = Staff(order)
    staff.confirm()

    # when
    staff.bill("I" * 200)
    invoice.send(order, "I" * 200)
    staff.tell()

    # then
    assert [one.kind for one in letters(partner)] == ["ConfirmationRequest", "InvoiceDetailRequest"]
    assert all(len(one.key) <= 300 for one in Transmission.objects.all())


def test_an_address_on_a_host_that_nobody_allowed_hears_nothing(client, partner):
    place(client, followup_url="https://elsewhere.example.net/followup")

    assert letters(partner) == []


def test_the_order_s_own_address_hears_that_it_was_rejected(client, partner):
    # given
    held = take(client, order_request([line("NO-SUCH", 1, "1.00")], followup_url=FOLLOWUP))

    # when
    decision.reject(held, "We do not sell this.")
    fulfillment.tell(held)

    # then
    (told,) = said(partner, "StatusUpdateRequest")
    assert (told.status.code, told.status.message) == (409, "We do not sell this.")


def test_the_order_s_own_address_hears_that_it_was_deleted(client, partner, order):
    # when
    take(client, order_request(TWO_LINES, type="delete", payload_id="d@buyer.example.com", followup_url=FOLLOWUP))

    # then
    (told,) = said(partner, "StatusUpdateRequest")
    assert (told.document_reference, told.status.code) == ("d@buyer.example.com", 200)


def test_a_test_stays_a_test(client, partner):
    # given
    partner.mode = partner.Mode.TEST
    partner.save()
    post(client, order_request(TWO_LINES).replace(b'deploymentMode="production"', b'deploymentMode="test"'))
    order = PurchaseOrder.objects.get()
    placement.place(order.pk)
    order.refresh_from_db()

    # when
    Staff(order).confirm()

    # then
    assert [letter.deployment_mode for letter in letters(partner)] == ["test"]

    # when
    partner.mode = partner.Mode.PRODUCTION
    partner.save()
    Staff(order).ship()

    # then
    assert len(letters(partner)) == 1


def test_a_saleor_that_does_not_answer_loses_nothing(partner, staff, silent, monkeypatch, later):
    # given
    staff.confirm()
    staff.ship(tracking="1Z-1")
    waits = due_in(staff.order)

    # when
    monkeypatch.undo()
    later(timedelta(minutes=3))
    queued = fulfillment.tell_due()

    # then
    assert waits == 2
    assert [one.kind for one in letters(partner)] == ["ConfirmationRequest", "ShipNoticeRequest"]
    assert len(queued) == 2


def test_a_sweep_asks_a_silent_saleor_once(client, order, silent):
    # given
    place(client, order_id="PO-2", payload_id="2@buyer.example.com")
    silent.clear()
    PurchaseOrder.objects.update(look_again_at=timezone.now() - timedelta(seconds=1))

    # when
    fulfillment.tell_due()

    # then
    assert len(silent) == 1


def test_news_that_never_came_is_made_up_for_by_a_look(partner, staff, later):
    # given
    staff.app.ask("mutation ($id: ID!) { orderConfirm(id: $id) { errors { code } } }", id=staff.order.saleor_order_id)

    # when
    later(timedelta(minutes=2))
    tasks.sweep()

    # then
    assert [one.kind for one in letters(partner)] == ["ConfirmationRequest"]


def news(order, event, **told):
    """A webhook about the order."""
    about = {"id": order.saleor_order_id, "status": "UNFULFILLED", "updatedAt": "2026-03-02T09:30:00+00:00"}
    return events.receive(order.partner.installation, event, {"order": about, **told}, event)


def test_news_is_the_reason_to_look_and_the_order_tells_the_rest(partner, staff, order, monkeypatch):
    # given
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda task, pk: woken.append((task, pk)))
    false = news(order, "ORDER_CONFIRMED")
    tasks.handle_event(false.pk)
    silence = letters(partner)

    # when
    staff.app.ask("mutation ($id: ID!) { orderConfirm(id: $id) { errors { code } } }", id=order.saleor_order_id)
    tasks.handle_event(news(order, "ORDER_UPDATED").pk)

    # then
    assert silence == []
    assert woken == [(tasks.send_document, Transmission.objects.get().pk)]
    assert [one.kind for one in letters(partner)] == ["ConfirmationRequest"]


def test_the_news_of_an_invoice_sends_it(partner, staff, order):
    # given
    staff.confirm()
    staff.bill("INV-1")

    # when
    events.handle(news(order, "INVOICE_SENT", invoice={"id": "1", "number": "INV-1", "url": ""}).pk)
    events.handle(news(order, "ORDER_UPDATED").pk)

    # then
    assert [one.invoice_id for one in said(partner, "InvoiceDetailRequest")] == ["INV-1"]


def test_news_whose_worker_died_is_looked_after_by_the_sweep(partner, staff, order, monkeypatch):
    # given
    staff.confirm()
    Transmission.objects.all().delete()
    monkeypatch.setattr(fulfillment, "tell", lambda order: [])

    # when
    events.handle(news(order, "ORDER_UPDATED").pk)
    monkeypatch.undo()
    tasks.sweep()

    # then
    assert [one.kind for one in letters(partner)] == ["ConfirmationRequest"]


def test_looks_become_rarer_and_end_a_month_after_the_order_is_through(partner, staff, order):
    # given
    staff.tell()
    waits = [due_in(order)]

    # when
    for days in (1 / 24, 1 / 6, 2, 100):
        age(order, days)
        staff.tell()
        waits.append(due_in(order))

    # then
    assert waits == [1, 60, 240, 360, 360]

    # when
    staff.confirm()
    staff.ship()
    ends = [due_in(order)]
    age(order, 29)
    staff.tell()

    # then
    assert ends == [None]
    assert due_in(order) == 360


def test_an_error_of_ours_holds_up_no_other_order_and_raises_an_alarm(client, partner, order, monkeypatch, caplog):
    # given
    other = place(client, order_id="PO-2", payload_id="2@buyer.example.com")
    for one in (order, other):
        sandbox_order = sandbox.Order.objects.get(external_reference=one.external_reference)
        sandbox_order.status = "UNFULFILLED"
        sandbox_order.save()
    order.document.body = "<no order/>"
    order.document.save()
    PurchaseOrder.objects.update(look_again_at=timezone.now() - timedelta(seconds=1))

    # when
    queued = fulfillment.tell_due()

    # then
    assert [Transmission.objects.get(pk=pk).purchase_order for pk in queued] == [other]
    assert Alarm.objects.get(code=alarm.ORDER_STUCK).purchase_order == order
    assert due_in(order) == 2
    assert "could not be told about" in caplog.text


def test_a_look_that_another_one_overtook_tells_nothing_old(partner, staff, order, monkeypatch):
    """One worker read the order before it was cancelled and is slow; the other one reads it afterwards."""
    # given
    staff.confirm()
    read, slow = OrderClient.read_order, [True]

    def slow_read(client, order):
        found = read(client, order)
        if slow:
            slow.clear()
            staff.cancel()
        return found

    monkeypatch.setattr(OrderClient, "read_order", slow_read)
    Transmission.objects.all().delete()  # so that the slow one would have something to say

    # when
    staff.tell()

    # then
    assert [one.type for one in said(partner, "ConfirmationRequest")] == ["reject"]


def test_a_version_that_waits_keeps_a_cancelled_order_from_being_called_rejected(client, partner, staff):
    # given
    staff.confirm()
    post(client, order_request(TWO_LINES, type="update", order_version="2", payload_id="u@buyer.example.com"))

    # when
    staff.cancel()

    # then
    assert [one.type for one in said(partner, "ConfirmationRequest")] == ["accept"]


def test_a_document_that_came_as_a_test_is_not_spoken_of(client, partner):
    # given
    partner.mode = partner.Mode.PRODUCTION
    partner.save()
    post(client, order_request(TWO_LINES).replace(b'deploymentMode="production"', b'deploymentMode="test"'))
    recorded = PurchaseOrder.objects.get()

    # then
    assert (recorded.state, fulfillment.tell(recorded), letters(partner)) == (State.RECORDED, [], [])
