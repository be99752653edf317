"""What the buyer is told of goods that left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from django.conf import settings

from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.models import Transmission
from saleor_punchout.sandbox.models import ShopSettings
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.afterwards import ENDPOINTS, Staff, letters, place, said


@pytest.fixture(autouse=True)
def _endpoints(partner):
    partner.endpoints = {"ShipNoticeRequest": ENDPOINTS["ShipNoticeRequest"]}
    partner.save()


@pytest.fixture
def staff(client):
    staff = Staff(place(client))
    staff.confirm()
    return staff


def notices(partner):
    return said(partner, "ShipNoticeRequest")


def goods(notice):
    return [(item.line_number, int(item.quantity), item.unit_of_measure) for item in notice.items]


def parcels(notice):
    return [(one.carrier, one.tracking_number) for one in notice.parcels]


def test_each_fulfilment_is_noticed_with_its_lines_and_parcels(partner, staff):
    # when
    staff.ship({0: 4, 1: 2}, tracking="1Z-1")
    staff.ship(tracking="1Z-2")

    # then
    first, second = notices(partner)
    number = staff.look()["number"]
    assert [one.shipment_id for one in (first, second)] == [f"{number}-1", f"{number}-2"]
    assert goods(first) == [(1, 4, "EA"), (2, 2, "EA")]
    assert goods(second) == [(1, 6, "EA")]
    assert [one.is_complete for one in (first, second)] == [False, True]
    assert parcels(first) == [(staff.look()["shippingMethodName"], "1Z-1")]
    assert first.shipment_date.tzinfo == UTC


def test_several_numbers_are_several_parcels(partner, staff):
    staff.ship(tracking="1Z-1, 1Z-2;1Z-3\n1Z-4,")

    (told,) = notices(partner)
    assert [number for _, number in parcels(told)] == ["1Z-1", "1Z-2", "1Z-3", "1Z-4"]


def test_the_carrier_is_who_staff_say(partner, staff):
    # given
    staff.ship()
    parcel = staff.look()["fulfillments"][0]["id"]

    # when
    OrderClient(SandboxTransport("", settings.PUNCHOUT_SANDBOX_TOKEN)).set_metadata(parcel, {"carrier": "Northway"})
    staff.track("1Z-1")

    # then
    assert parcels(notices(partner)[-1]) == [("Northway", "1Z-1")]


def test_a_number_that_comes_later_replaces_the_notice(partner, staff):
    # given
    staff.ship()

    # when
    staff.track("1Z-1")

    # then
    first, second = notices(partner)
    assert [one.operation for one in (first, second)] == ["new", "update"]
    assert second.replaces == letters(partner)[0].payload_id
    assert second.shipment_id == first.shipment_id
    assert (goods(second), parcels(first)) == (goods(first), [])


def test_where_a_number_is_needed_the_notice_waits_for_it(partner, staff):
    # given
    partner.ship_notice_needs_tracking = True
    partner.save()

    # when
    staff.ship()
    before = notices(partner)
    staff.track("1Z-1")

    # then
    assert before == []
    assert [one.operation for one in notices(partner)] == ["new"]


def test_a_fulfilment_that_waits_for_approval_has_not_left(partner, staff):
    # given
    ShopSettings(pk=1, approves_fulfillments=False).save()

    # when
    staff.ship()

    # then
    assert notices(partner) == []


def test_a_fulfilment_that_is_cancelled_is_taken_back_once(partner, staff):
    # given
    staff.ship({0: 4}, tracking="1Z-1")

    # when
    staff.recall()
    staff.tell()
    staff.ship()

    # then
    first, second, third = notices(partner)
    assert [one.operation for one in (first, second, third)] == ["new", "delete", "new"]
    assert (second.shipment_id, second.replaces) == (first.shipment_id, letters(partner)[0].payload_id)
    assert third.shipment_id != first.shipment_id


def test_what_was_never_noticed_is_not_taken_back(partner, staff):
    # given
    partner.ship_notice_needs_tracking = True
    partner.save()

    # when
    staff.ship()
    staff.recall()

    # then
    assert notices(partner) == []


def test_a_notice_that_never_arrived_is_replaced_by_a_new_one(partner, staff):
    # given
    staff.ship()
    Transmission.objects.update(state=Transmission.State.DEAD)

    # when
    staff.track("1Z-1")

    # then
    assert [(one.operation, one.replaces) for one in notices(partner)] == [("new", ""), ("new", "")]


def test_goods_that_come_back_left_all_the_same(partner, staff):
    # given
    staff.ship()

    # when
    staff.bring_back(0, 10)
    staff.bring_back(0, 2)

    # then
    assert [(one.operation, goods(one)) for one in notices(partner)] == [("new", [(1, 10, "EA"), (2, 2, "EA")])]


@pytest.mark.parametrize("status", ["REFUNDED", "REPLACED"])
def test_goods_whose_price_is_given_back_or_that_are_replaced_left_all_the_same(partner, staff, monkeypatch, status):
    # given what Saleor makes of a part of a fulfilment that is refunded: another one
    staff.ship()
    shown = order_client_for(partner).read_order(staff.order.saleor_order_id)
    (sent,) = shown.fulfillments
    first, second = sent.lines
    moved = replace(sent, id="2", number=2, status=status, lines=(replace(first, quantity=4),))
    left = replace(sent, lines=(replace(first, quantity=6), second))
    monkeypatch.setattr(OrderClient, "read_order", lambda client, order: replace(shown, fulfillments=(left, moved)))

    # when
    staff.tell()

    # then
    assert [(one.operation, goods(one)) for one in notices(partner)] == [("new", [(1, 10, "EA"), (2, 2, "EA")])]


def test_articles_that_nobody_ordered_are_no_reason_for_a_notice(client, partner):
    # given
    staff = Staff(place(client))
    staff.add("FST-1010", 1)
    staff.confirm()

    # when
    staff.ship({2: 1})

    # then
    assert notices(partner) == [], "A notice without lines would say that the whole order left."


def test_a_buyer_who_wants_no_ship_notice_gets_none(partner, staff):
    # given
    document = staff.order.document
    keys = '<ControlKeys><ASNInstruction value="notAllowed"/></ControlKeys></OrderRequestHeader>'
    document.body = document.body.replace("</OrderRequestHeader>", keys)
    document.save()

    # when
    staff.ship()

    # then
    assert notices(partner) == []
