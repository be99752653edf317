"""A cart that went back and is never ordered: the visit ends, and the cart with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import cart, placement, visit
from saleor_punchout.models import PunchOutSession, PurchaseOrder
from tests.flows.story import kept, order_request, post, shop

pytestmark = pytest.mark.usefixtures("world")
State = PunchOutSession.State
MONTH = timedelta(days=30, minutes=1)


@pytest.fixture
def went_back(client, saleor):
    """A visitor whose cart went back, and its line."""
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 3)
    (item,) = visitor.return_cart().items
    return visitor, kept(item)


def session():
    return PunchOutSession.objects.order_by("pk").first()


def test_after_a_month_without_an_order_a_visit_is_abandoned(went_back, later):
    # when
    later(timedelta(days=29))
    early = visit.abandon_carts()
    later(timedelta(days=1, minutes=1))
    closed = visit.abandon_carts()

    # then
    assert (early, closed) == (0, 1)
    assert session().state == State.ABANDONED
    assert session().reason == "No order came in 30 days after the cart went back."
    assert visit.abandon_carts() == 0


def test_the_time_is_a_setting(went_back, later, settings):
    settings.PUNCHOUT_ABANDONED_DAYS = 3

    later(timedelta(days=3, minutes=1))

    assert visit.abandon_carts() == 1
    assert "3 days" in session().reason


def test_an_order_in_whatever_state_keeps_the_visit(client, went_back, later):
    # given
    _, item = went_back
    post(client, order_request([item._replace(quantity=item.quantity * 2)]))
    PurchaseOrder.objects.update(session=session(), state=PurchaseOrder.State.HELD)

    # then
    later(MONTH)
    assert visit.abandon_carts() == 0


def test_a_visit_that_never_returned_a_cart_is_none(client, saleor, later):
    shop(client, saleor).add("FST-1001", 1)

    later(MONTH)

    assert visit.abandon_carts() == 0


def test_a_cart_that_was_edited_lives_on_in_the_later_visit(client, saleor, went_back, later):
    # given
    _, item = went_back
    again = shop(client, saleor, operation="edit", items=(item,))
    assert again.session.parent == session()
    again.return_cart()

    # when
    later(MONTH)
    closed = visit.abandon_carts()

    # then
    assert closed == 1
    assert list(PunchOutSession.objects.order_by("pk").values_list("state", flat=True)) == [
        State.RETURNED,
        State.ABANDONED,
    ]


def test_an_order_that_comes_after_all_is_taken(client, went_back, later):
    # given
    _, item = went_back
    later(MONTH)
    visit.abandon_carts()

    # when
    post(client, order_request([item]))
    order = PurchaseOrder.objects.get()
    placement.place(order.pk)

    # then
    order.refresh_from_db()
    assert (order.state, order.session) == (PurchaseOrder.State.PLACED, session())
    assert session().state == State.ORDERED


def test_a_cart_that_could_not_be_emptied_before_is_emptied_now(went_back, later, saleor):
    # given
    visitor, _ = went_back
    assert visitor.lines

    # when
    later(timedelta(days=5))
    cart.empty_checkouts()
    assert visitor.lines  # nobody tries for longer than a day
    later(timedelta(days=25, minutes=1))
    visit.abandon_carts()
    cart.empty_checkouts()

    # then
    assert visitor.lines == []
    assert session().emptied_at is not None


def test_what_was_abandoned_long_ago_is_asked_of_saleor_no_more(went_back, later, monkeypatch):
    # given
    later(MONTH)
    visit.abandon_carts()
    later(timedelta(days=1))

    def ask(session):
        raise SaleorUnreachable("asked")

    monkeypatch.setattr(cart, "empty_checkout", ask)

    # then
    cart.empty_checkouts()
    assert session().emptied_at is None
