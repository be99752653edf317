"""What follows from news, in whatever order it comes."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from saleor_punchout import tasks, vault
from saleor_punchout.exceptions import BadRequest
from saleor_punchout.flows import events
from saleor_punchout.models import Installation, PunchOutSession, SaleorEvent
from tests.app.conftest import make_order, make_partner, make_session

ORDER = "T3JkZXI6MQ=="
CHECKOUT = "Q2hlY2tvdXQ6MQ=="
NOON = "2026-03-02T12:00:00"


@pytest.fixture
def installation(db):
    return Installation.objects.create(api_url="https://shop.example.com/graphql/", app_id="QXBwOjQ=")


@pytest.fixture
def partner(installation):
    return make_partner(installation)


@pytest.fixture
def order(partner):
    return make_order(partner, saleor_order_id=ORDER)


def tell(installation, event="ORDER_UPDATED", *, at=f"{NOON}+00:00", key="", issued=None, **order):
    """News as a hook or webhook brings it; gives its row."""
    told = {"order": {"id": ORDER, "number": "17", "status": "UNCONFIRMED", "updatedAt": at} | order}
    if issued:
        told["issuedAt"] = issued
    return events.receive(installation, event, told, key or vault.fingerprint(f"{event}{at}{issued}{order}"))


def status_of(order):
    order.refresh_from_db()
    return order.saleor_status


def test_the_status_of_an_order_is_written_and_the_news_belongs_to_it(installation, order):
    # given
    news = tell(installation, status="FULFILLED")

    # when
    events.handle(news.pk)

    # then
    news.refresh_from_db()
    assert (status_of(order), news.purchase_order) == ("FULFILLED", order)
    assert news.done_at is not None


def test_an_order_that_is_called_confirmed_and_is_not_stays_unconfirmed(installation, order):
    events.handle(tell(installation, "ORDER_CONFIRMED", status="UNCONFIRMED").pk)

    assert status_of(order) == "UNCONFIRMED"


@pytest.mark.parametrize("arrival", list(permutations(range(3))))
def test_the_newest_status_stands_whatever_came_last(installation, order, arrival):
    # given
    told = [
        tell(installation, at="2026-03-02T12:00:00+00:00", status="UNCONFIRMED"),
        tell(installation, at="2026-03-02T12:00:00.000001+00:00", status="UNFULFILLED"),
        tell(installation, at="2026-03-02T13:30:00+01:00", status="FULFILLED"),
    ]

    # when
    for place in arrival:
        events.handle(told[place].pk)

    # then
    assert status_of(order) == "FULFILLED"


@pytest.mark.parametrize("arrival", [(0, 1), (1, 0)])
def test_where_the_order_was_not_touched_the_later_event_counts(installation, order, arrival):
    # given
    told = [
        tell(installation, issued=f"{NOON}.1+00:00", status="UNFULFILLED"),
        tell(installation, issued=f"{NOON}.2+00:00", status="CANCELED"),
    ]

    # when
    for place in arrival:
        events.handle(told[place].pk)

    # then
    assert status_of(order) == "CANCELED"


def test_news_is_handled_once_however_often_it_is_tried(installation, order):
    # given
    news = tell(installation, status="UNFULFILLED")
    events.handle(news.pk)
    news.refresh_from_db()
    done_at = news.done_at

    # when
    events.handle(news.pk)
    events.handle(news.pk + 1000)

    # then
    news.refresh_from_db()
    assert news.done_at == done_at


def test_the_same_key_is_kept_once_and_by_each_saleor(installation, order):
    elsewhere = Installation.objects.create(api_url="https://other.example.com/graphql/")

    assert tell(installation, key="k") is not None
    assert tell(installation, key="k") is None
    assert tell(elsewhere, key="k") is not None


def test_news_that_comes_before_the_worker_noted_the_order_finds_it_by_its_checkout(installation, partner):
    # given
    order = make_order(partner, checkout_id=CHECKOUT)

    # when
    events.handle(tell(installation, "ORDER_CREATED", checkoutId=CHECKOUT, status="UNFULFILLED").pk)

    # then
    assert status_of(order) == "UNFULFILLED"


@pytest.mark.parametrize("suffix", ["", "#2"])
def test_news_of_an_order_that_a_checkout_became_which_was_given_up_finds_it_by_its_name(installation, partner, suffix):
    # given
    order = make_order(partner, former_checkout_ids=[CHECKOUT])
    news = tell(installation, checkoutId=CHECKOUT, externalReference=f"{partner.slug}{suffix}:{order.order_id}")

    # when
    events.handle(news.pk)

    # then
    news.refresh_from_db()
    assert news.purchase_order == order


def test_an_order_without_a_checkout_is_not_one_of_those_without(installation, partner):
    # given
    order = make_order(partner)

    # when
    events.handle(tell(installation, checkoutId=None, status="UNFULFILLED").pk)

    # then
    assert status_of(order) == ""


def test_of_the_shops_own_orders_nothing_is_kept(installation, order):
    # given
    news = tell(installation, id="T3JkZXI6OTk=", checkoutId="Q2hlY2tvdXQ6OTk=")

    # when
    events.handle(news.pk)

    # then
    assert not SaleorEvent.objects.exists()


def test_one_saleor_tells_nothing_about_the_orders_of_another(installation, partner, order):
    # given
    session = make_session(partner, checkout_id=CHECKOUT)
    elsewhere = Installation.objects.create(api_url="https://other.example.com/graphql/")

    # when
    events.handle(tell(elsewhere, status="CANCELED", checkoutId=CHECKOUT).pk)

    # then
    session.refresh_from_db()
    assert (status_of(order), session.reason) == ("", "")


@pytest.mark.parametrize(
    "told",
    [
        {"checkoutId": CHECKOUT},
        {"metadata": [{"key": "punchout.session", "value": "k1"}]},
        {"metadata": {"punchout.session": "k1"}},
    ],
)
def test_staff_see_that_a_buyer_completed_the_checkout_in_the_shop(installation, partner, told):
    # given
    session = make_session(partner, "k1", checkout_id=CHECKOUT, reason="Not in the shop: X-1.")
    other = make_session(partner, "k2")

    # when
    events.handle(tell(installation, "ORDER_CREATED", **told).pk)
    events.handle(tell(installation, "ORDER_UPDATED", **told).pk)

    # then
    session.refresh_from_db()
    other.refresh_from_db()
    completed = "The buyer completed the checkout in the shop as order #17."
    assert session.reason == f"Not in the shop: X-1. {completed}"
    assert session.state == PunchOutSession.State.STARTED
    assert other.reason == ""
    assert not SaleorEvent.objects.filter(done_at=None).exists()


def test_an_order_that_we_placed_is_no_completion_by_the_buyer(installation, partner):
    # given
    session = make_session(partner, "k1")
    marks = [{"key": "punchout.session", "value": "k1"}, {"key": "punchout.order_id", "value": "PO-1"}]

    # when
    events.handle(tell(installation, "ORDER_CREATED", metadata=marks).pk)

    # then
    session.refresh_from_db()
    assert session.reason == ""


def test_the_sweep_handles_what_no_worker_did(installation, order, time_machine):
    # given
    news = tell(installation, status="UNFULFILLED")
    time_machine.move_to(timezone.now() + timedelta(seconds=10))

    # when
    tasks.sweep()

    # then
    news.refresh_from_db()
    assert (status_of(order), news.done_at is None) == ("UNFULFILLED", False)


def test_the_sweep_leaves_a_worker_its_time(installation, order):
    # given
    tell(installation, status="UNFULFILLED")

    # when
    events.handle_due()

    # then
    assert status_of(order) == ""


def test_one_piece_of_news_that_fails_does_not_hold_the_others_up(installation, order, time_machine, caplog):
    # given
    bad = tell(installation, key="bad")
    tell(installation, key="good", status="UNFULFILLED")
    SaleorEvent.objects.filter(pk=bad.pk).update(told={"order": {"checkoutId": 7, "metadata": 7}}, saleor_order_id="x")
    time_machine.move_to(timezone.now() + timedelta(seconds=10))

    # when
    events.handle_due()

    # then
    assert status_of(order) == "UNFULFILLED"
    assert SaleorEvent.objects.get(done_at=None) == bad
    assert "could not be handled" in caplog.text


@pytest.mark.parametrize("told", [{}, {"order": []}, {"order": {"id": ORDER, "status": "X"}}])
def test_news_that_tells_no_order_is_not_kept(installation, told):
    with pytest.raises(BadRequest, match="Install the app again"):
        events.receive(installation, "ORDER_UPDATED", told, "k")

    assert not SaleorEvent.objects.exists()


def test_the_number_of_an_invoice_that_was_sent_is_kept_once(installation, order):
    # given
    about = {"id": ORDER, "status": "UNFULFILLED", "updatedAt": f"{NOON}+00:00"}
    told = {"order": about, "invoice": {"id": "SW52b2ljZTox", "number": "INV-7", "url": ""}}

    # when
    for key in ("first", "again"):
        events.handle(events.receive(installation, "INVOICE_SENT", told, key).pk)

    # then
    order.refresh_from_db()
    assert order.invoices == ["INV-7"]


def test_news_of_an_order_makes_it_due_for_a_look(installation, partner, order, monkeypatch):
    # given
    monkeypatch.setattr(events.fulfillment, "tell", lambda order: [])

    # when
    events.handle(tell(installation, status="FULFILLED").pk)

    # then
    order.refresh_from_db()
    assert order.look_again_at is not None
