"""Versions of one order come in any order, and workers take them at any moment between: it always ends the same."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from itertools import permutations

import pytest

from saleor_punchout import tasks
from saleor_punchout.models import Alarm, PurchaseOrder
from saleor_punchout.sandbox.models import Order, Variant
from tests.flows.story import line, order_request, post, status

pytestmark = pytest.mark.usefixtures("world")
State = PurchaseOrder.State
RUNS = int(os.environ.get("PERMUTATION_RUNS", "2"))
"""Of each order of arrival, with workers coming by at other moments each time."""
SCREWS, HANDLE, GLOVES = ("FST-1001", "14.80"), ("HND-2001", "24.90"), ("FST-1010", "8.90")


def lines_of(*ordered):
    """``(article, quantity)`` each, numbered in tens."""
    return [line(sku, count, price, number=10 * place) for place, ((sku, price), count) in enumerate(ordered, 1)]


CONTENT = {
    "new": lines_of((SCREWS, 3), (HANDLE, 1)),
    "v2": lines_of((SCREWS, 5), (HANDLE, 1), (GLOVES, 2)),
    "v3": lines_of((SCREWS, 4), (GLOVES, 6)),
}
VERSIONS = {
    "new": order_request(CONTENT["new"], order_version="1", payload_id="1@buyer.example.com"),
    "v2": order_request(CONTENT["v2"], order_version="2", payload_id="2@buyer.example.com", type="update"),
    "v3": order_request(CONTENT["v3"], order_version="3", payload_id="3@buyer.example.com", type="update"),
    "delete": order_request([], order_version="4", payload_id="4@buyer.example.com", type="delete"),
}


def live():
    """Saleor orders that are not cancelled."""
    return list(Order.objects.exclude(status="CANCELED"))


def allocated():
    return dict(Variant.objects.filter(allocated__gt=0).values_list("sku", "allocated"))


def states():
    return {(row.type, row.order_version): row.state for row in PurchaseOrder.objects.all()}


def send(client, *names):
    for name in names:
        assert status(post(client, VERSIONS[name])) == 200, name


def arrive(client, names, later, run):
    """The versions come; between them nothing happens, or a sweep comes by, or so much time passes that nobody waits
    any more; shop staff may confirm the order meanwhile."""
    chance = random.Random(f"{names} {run}")  # noqa: S311  # the same in every process
    for name in names:
        send(client, name)
        for _ in range(chance.randrange(3)):
            happens = chance.choice(["sweep", "sweep", "wait", "confirm"])
            if happens == "wait":
                later(timedelta(minutes=20))
            elif happens == "confirm":
                Order.objects.filter(status="UNCONFIRMED").update(status="UNFULFILLED")
            else:
                tasks.sweep()
    for _ in range(3):
        later(timedelta(minutes=20))
        tasks.sweep()


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("names", permutations(VERSIONS), ids="-".join)
def test_a_deleted_order_is_gone_in_whatever_order_its_versions_came(client, later, names, run):
    arrive(client, names, later, run)

    assert live() == []
    assert allocated() == {}
    assert states() == {
        ("new", "1"): State.SUPERSEDED,
        ("update", "2"): State.SUPERSEDED,
        ("update", "3"): State.SUPERSEDED,
        ("delete", "4"): State.CANCELLED,
    }
    assert {alarm.code for alarm in Alarm.objects.filter(settled_at=None)} <= {"unknown_order"}


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("names", permutations(["new", "v2", "v3"]), ids="-".join)
def test_the_last_version_is_what_is_delivered_in_whatever_order_they_came(client, later, names, run):
    arrive(client, names, later, run)

    (order,) = live()
    assert sorted((one.sku, one.quantity) for one in order.lines.all()) == [("FST-1001", 4), ("FST-1010", 6)]
    assert allocated() == {"FST-1001": 4, "FST-1010": 6}
    assert order.metadata["punchout.order_version"] == "3"
    placed = PurchaseOrder.objects.get(state=State.PLACED)
    assert (placed.order_version, placed.saleor_order_number) == ("3", str(order.number))
    assert order.external_reference == placed.external_reference
    assert set(states().values()) == {State.PLACED, State.SUPERSEDED}
    assert not Alarm.objects.filter(settled_at=None).exists()
