"""When an order is looked at again although nobody tells of it, and what keeps a look from coming."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import events, fulfillment, partners, versions, visit
from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.models import DocumentRecord, PurchaseOrder, SaleorEvent
from tests.flows.afterwards import ENDPOINTS, Staff, letters, place, said


@pytest.fixture
def order(client, partner):
    partner.endpoints = ENDPOINTS
    partner.save()
    return place(client)


@pytest.fixture
def staff(order):
    return Staff(order)


def news(order, key="1"):
    """Of a while ago, and nobody handled it."""
    about = {"id": order.saleor_order_id, "status": "UNFULFILLED", "updatedAt": "2026-03-02T09:30:00+00:00"}
    one = events.receive(order.partner.installation, "ORDER_UPDATED", {"order": about}, key)
    SaleorEvent.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(minutes=1))


def asked(monkeypatch, answer):
    """Ids of the orders that Saleor was asked for; ``answer`` is what it says."""
    seen = []

    def read_order(client, order):
        seen.append(order)
        return answer()

    monkeypatch.setattr(OrderClient, "read_order", read_order)
    return seen


def silence():
    raise SaleorUnreachable("Saleor does not answer.")


def age(order, days):
    PurchaseOrder.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(days=days))
    order.refresh_from_db()


def test_a_sweep_asks_a_silent_saleor_once_however_much_news_waits(client, order, monkeypatch):
    # given
    for one in (order, place(client, order_id="PO-2", payload_id="2@buyer.example.com")):
        news(one, one.order_id)
    seen = asked(monkeypatch, silence)

    # when
    tasks.sweep()

    # then
    assert len(seen) == 1
    assert not SaleorEvent.objects.filter(done_at=None).exists()
    assert PurchaseOrder.objects.exclude(look_again_at=None).count() == 2


def test_a_sweep_looks_once_at_an_order_of_which_much_is_told(order, staff, monkeypatch):
    # given
    for key in ("1", "2", "3"):
        news(order, key)
    seen = asked(monkeypatch, lambda: None)

    # when
    tasks.sweep()

    # then
    assert len(seen) == 1


def test_addresses_that_come_later_hear_of_the_orders_that_are_there(client, partner):
    # given
    order = place(client)
    Staff(order).confirm()
    order.refresh_from_db()
    before = order.look_again_at

    # when
    partners.update_partner(partner, endpoints=ENDPOINTS)
    tasks.sweep()

    # then
    assert before is None
    assert [one.type for one in said(partner, "ConfirmationRequest")] == ["accept"]


def test_addresses_that_come_later_hear_nothing_of_what_is_over(client, partner):
    # given
    order = place(client)
    PurchaseOrder.objects.update(saleor_status="FULFILLED", look_again_at=None)
    age(order, 31)

    # when
    partners.update_partner(partner, endpoints=ENDPOINTS)

    # then
    order.refresh_from_db()
    assert order.look_again_at is None


def test_a_partner_that_is_saved_with_the_same_addresses_causes_no_look(order, partner):
    # given
    PurchaseOrder.objects.update(look_again_at=None)

    # when
    partners.update_partner(partner, endpoints=dict(ENDPOINTS), name="Renamed")

    # then
    order.refresh_from_db()
    assert order.look_again_at is None


def test_an_order_that_expired_in_the_shop_is_called_off(partner, order, staff, monkeypatch):
    # given
    shown = order_client_for(partner).read_order(order.saleor_order_id)
    asked(monkeypatch, lambda: replace(shown, status="EXPIRED"))

    # when
    staff.tell()
    age(order, 31)
    staff.tell()

    # then
    assert [one.type for one in said(partner, "ConfirmationRequest")] == ["reject"]
    order.refresh_from_db()
    assert order.look_again_at is None


def test_an_order_that_saleor_lost_is_looked_for_no_longer_than_others(order, staff, monkeypatch):
    # given
    asked(monkeypatch, lambda: None)

    # when
    staff.tell()
    order.refresh_from_db()
    first = order.look_again_at
    age(order, 31)
    staff.tell()

    # then
    order.refresh_from_db()
    assert (first is None, order.look_again_at) == (False, None)


def test_a_step_of_the_sweep_that_fails_keeps_no_other_from_its_work(partner, order, staff, monkeypatch, caplog):
    # given
    def broken():
        raise RuntimeError("The words of a failure may quote a document.")

    staff.app.ask("mutation ($id: ID!) { orderConfirm(id: $id) { errors { code } } }", id=order.saleor_order_id)
    PurchaseOrder.objects.update(look_again_at=timezone.now())
    for module, step in ((tasks.parking, "release_due"), (visit, "abandon_carts")):
        monkeypatch.setattr(module, step, broken)
    offered = []
    monkeypatch.setattr(tasks.transmission, "send_due", lambda: offered.extend(letters(partner)))

    # when
    tasks.sweep()

    # then
    assert [one.kind for one in offered] == ["ConfirmationRequest"]
    assert [record.levelname for record in caplog.records if "sweep" in record.message] == ["ERROR", "ERROR"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of a few rows as a whole")
def test_the_versions_of_an_order_and_what_was_said_of_it_are_found_by_an_index(order, partner):
    # when
    plans = [
        versions.thread(partner.pk, order.order_id).explain(),
        fulfillment.queued_about(order).explain(),
        DocumentRecord.objects.filter(payload_id="1@shop.example.com").explain(),
    ]

    # then
    assert all("(partner_id=? AND order_id=?)" in plan for plan in plans[:2]), plans
    assert "(payload_id=?)" in plans[2]
