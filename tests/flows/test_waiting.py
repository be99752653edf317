"""Orders that wait for Saleor: how long, behind whom, and what staff are told meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_punchout import tasks, vault
from saleor_punchout.exceptions import AddressForbidden, ConfigurationError, SaleorForbids, SaleorUnreachable
from saleor_punchout.flows import placement, schedule
from saleor_punchout.models import Installation, PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.models import Order
from saleor_punchout.sandbox.portal.buyers import COUPA
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.story import line, order_request, post

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State
ONE = [line("FST-1001", 1, "14.80")]
DOWN = "https://down.example.com/graphql/"


class Moody(SandboxTransport):
    """Fails with what it is told to, or fails at one address."""

    error = None
    down = ""
    asked = 0

    def __init__(self, api_url, token):
        super().__init__(api_url, token)
        self.api_url = api_url

    def execute(self, document, variables):
        Moody.asked += 1
        if Moody.error:
            raise Moody.error
        if Moody.down == self.api_url:
            raise SaleorUnreachable("Down.", wait=timedelta(seconds=9))
        return super().execute(document, variables)


@pytest.fixture(autouse=True)
def _moody(settings):
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Moody"
    Moody.error, Moody.down, Moody.asked = None, "", 0


def send(client, count, **given):
    for number in range(count):
        post(client, order_request(ONE, order_id=f"PO-{number}", **given))


def pause_of(order):
    return (order.next_attempt_at - timezone.now()).total_seconds()


def test_what_failed_together_does_not_come_back_in_the_same_second(client):
    # given
    Moody.error = SaleorUnreachable("Away.", wait=timedelta(seconds=9))
    send(client, 30)

    # when
    for pk in PurchaseOrder.objects.values_list("pk", flat=True):
        placement.place(pk)

    # then: each at least thirty seconds away, and not all at once
    moments = PurchaseOrder.objects.values_list("next_attempt_at", flat=True)
    first, last = min(moments), max(moments)
    assert len({moment.replace(microsecond=0) for moment in moments}) > 3
    assert timedelta(seconds=20) < first - timezone.now()
    assert last - timezone.now() <= timedelta(seconds=30 * (1 + schedule.JITTER))


def test_saleor_says_how_long_to_leave_it_alone(client):
    Moody.error = SaleorUnreachable("Too many requests.", wait=timedelta(minutes=20))
    send(client, 1)

    assert placement.place(PurchaseOrder.objects.get().pk) is False

    assert 19 * 60 < pause_of(PurchaseOrder.objects.get()) <= 20 * 60 * (1 + schedule.JITTER)
    assert Moody.asked == 1


def test_what_saleor_put_off_together_does_not_come_back_together_either():
    asked = timedelta(minutes=20)

    pauses = {schedule.pause_after(1, asked) for _ in range(50)}

    assert min(pauses) >= asked
    assert len(pauses) > 40


def test_a_sweep_costs_a_saleor_that_is_down_one_attempt_and_not_one_of_every_order(client):
    # given
    send(client, 5)
    Moody.error = SaleorUnreachable("Down.", wait=timedelta(seconds=9))

    # when
    tasks.sweep()

    # then
    assert sorted(PurchaseOrder.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]

    # when: it is back
    Moody.error = None
    tasks.sweep()

    # then: all but the one that waits
    assert PurchaseOrder.objects.filter(state=State.PLACED).count() == Order.objects.count() == 4


def test_orders_for_another_saleor_do_not_wait_for_one_that_is_down(client, world, monkeypatch):
    # given: more of them than a sweep takes, all waiting for longer
    monkeypatch.setattr(placement, "MOST_AT_ONCE", 3)
    token = vault.seal(Installation.objects.get().token)
    down = Installation.objects.create(api_url=DOWN, sealed_token=token)
    partner = world[COUPA.key]
    partner.installation = down
    partner.save()
    send(client, 6, buyer=COUPA)
    send(client, 2)
    Moody.down = DOWN

    # when
    tasks.sweep()

    # then
    others = PurchaseOrder.objects.exclude(partner=partner)
    assert {order.state for order in others} == {State.PLACED}
    assert sum(PurchaseOrder.objects.filter(partner=partner).values_list("attempts", flat=True)) == 1


@pytest.mark.parametrize(
    "error",
    [
        SaleorForbids("The token was revoked."),
        AddressForbidden("Saleor answered with a redirect."),
        ConfigurationError("A stored secret cannot be read."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_where_saleor_does_not_let_us_in_orders_wait_and_the_health_page_says_why(client, later, error):
    # given
    Moody.error = error
    send(client, 1)

    # when
    tasks.sweep()

    # then
    order = PurchaseOrder.objects.get()
    assert (order.state, order.last_error) == (State.RECEIVED, error.message)
    assert Installation.objects.get().trouble == error.message

    # when
    Moody.error = None
    later(timedelta(minutes=1))
    tasks.sweep()

    # then
    order.refresh_from_db()
    assert (order.state, order.last_error) == (State.PLACED, "")
    assert Installation.objects.get().trouble == ""
    assert TradingPartner.objects.filter(purchase_orders=order).exists()


def test_an_error_of_ours_stops_no_other_order(client, monkeypatch):
    # given
    send(client, 2)
    first = PurchaseOrder.objects.order_by("next_attempt_at").first()
    carry_out = placement._Placement.carry_out

    def clumsy(attempt):
        if attempt.order.pk == first.pk:
            raise KeyError("lines")
        carry_out(attempt)

    monkeypatch.setattr(placement._Placement, "carry_out", clumsy)

    # when
    tasks.sweep()

    # then
    assert dict(PurchaseOrder.objects.values_list("state", "last_error")) == {
        State.RECEIVED: "An error on our side, KeyError; the log has the details.",
        State.PLACED: "",
    }
