"""One requisition may combine several punch-outs: each line is held to the cart that its own id names."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_punchout.flows import placement, visit
from saleor_punchout.models import PunchOutSession, PurchaseOrder
from saleor_punchout.sandbox.models import Listing
from tests.flows.story import kept, order_request, post, shop, status, told

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State


@pytest.fixture
def fetch(client, saleor):
    """``fetch("FST-1001", 3)`` punches out and returns a cart of so many; gives the line."""

    def returned(sku, quantity):
        visitor = shop(client, saleor)
        visitor.add(sku, quantity)
        (item,) = visitor.return_cart().items
        return item

    return returned


def take(client, *items, order_id="PO-1"):
    lines = [kept(item, number=number) for number, item in enumerate(items, 1)]
    answer = post(client, order_request(lines, order_id=order_id))
    assert status(answer) == 200, told(answer)
    order = PurchaseOrder.objects.latest("pk")
    placement.place(order.pk)
    order.refresh_from_db()
    return order


def codes(order):
    return {problem["code"] for problem in order.problems}


def test_lines_of_two_carts_are_each_held_to_their_own(client, partner, fetch):
    # given: the shop's prices rise after both carts went back, and nothing may come without a cart
    partner.catalogue_orders = "hold"
    partner.save()
    bolts, handle = fetch("FST-1001", 3), fetch("HND-2001", 2)
    Listing.objects.update(price=Decimal("99.00"))

    # when
    order = take(client, bolts, handle)

    # then
    assert (order.state, order.problems, order.differences) == (State.PLACED, [], [])


def test_what_is_missing_of_either_cart_is_seen(client, fetch, saleor):
    # given
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    visitor.add("FST-1010", 4)
    bolts, _ = visitor.return_cart().items
    handle = fetch("HND-2001", 2)

    # when
    order = take(client, handle, bolts)

    # then
    assert [(one["field"], one["returned"]) for one in order.differences] == [("line", "4 × FST-1010")]


def test_the_quote_of_one_cart_may_be_over_and_that_of_another_hold(client, partner, fetch, later):
    # given
    partner.quote_validity, partner.price_tolerance = 30, 0
    partner.save()
    old = fetch("FST-1001", 3)
    later(timedelta(days=31))
    young = fetch("HND-2001", 2)
    Listing.objects.update(price=Decimal("99.00"))

    # when
    order = take(client, old, young)

    # then
    assert codes(order) == {"quote_expired", "price"}
    assert [one["line"] for one in order.differences if one["field"] == "unit_price"] == [1]


def test_both_visits_are_ordered_and_neither_is_abandoned(client, fetch, later):
    # given
    take(client, fetch("FST-1001", 3), fetch("HND-2001", 2))

    # when
    later(timedelta(days=400))
    visit.abandon_carts()

    # then
    assert set(PunchOutSession.objects.values_list("state", flat=True)) == {PunchOutSession.State.ORDERED}


def test_a_second_cart_that_was_ordered_before_is_known(client, partner, fetch):
    # given
    partner.repeated_carts = "hold"
    partner.save()
    bolts, handle = fetch("FST-1001", 3), fetch("HND-2001", 2)
    take(client, bolts, handle)

    # then
    for number, item in enumerate((bolts, handle)):
        assert codes(take(client, item, order_id=f"AGAIN-{number}")) == {"repeated_cart"}


def test_a_price_in_another_currency_than_the_carts_is_no_price_of_the_cart(client, partner, fetch):
    # given: the partner's channel had another currency when the cart went back
    partner.price_tolerance = 0
    partner.save()
    bolts = fetch("FST-1001", 3)
    cart = PunchOutSession.objects.get().cart
    cart.currency = "USD"
    cart.save()
    Listing.objects.update(price=Decimal("99.00"))

    # when
    order = take(client, bolts)

    # then
    assert (order.state, codes(order)) == (State.HELD, {"price"})
