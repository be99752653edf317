"""Kill a worker with SIGKILL before each SQL statement and each question to Saleor of one order, one process a place.

Prints how many places there were. Ends with an error where an order was lost or made twice. The pretend Saleor lives in
the worker's process, so that a kill inside one of its transactions is a Saleor that died as well.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta

import django

django.setup()

from django.db import connection, connections
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.flows import placement
from saleor_punchout.models import PurchaseOrder
from saleor_punchout.sandbox.models import Order, Variant
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.story import line, order_request, post, status

execute = SandboxTransport.execute
State = PurchaseOrder.State


class Doom:
    """Counts steps, and kills this process before the one it is set to."""

    def __init__(self, place: int) -> None:
        self.left = place

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, run, sql, params, many, context):
        self.step()
        return run(sql, params, many, context)

    def question(self, transport, document, variables):
        self.step()
        answer = execute(transport, document, variables)
        self.step()  # Saleor has acted, and its answer is lost
        return answer


def die_at(place: int, pk: int) -> bool:
    """Place the order in a child that dies at that step; False where it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        doom = Doom(place)
        SandboxTransport.execute = lambda *given: doom.question(*given)
        with connection.execute_wrapper(doom.statement):
            placement.place(pk)
        connections.close_all()
        os._exit(0)
    _, code = os.waitpid(child, 0)
    assert os.WIFEXITED(code) or os.WTERMSIG(code) == signal.SIGKILL, code
    return os.WIFSIGNALED(code)


def revive() -> None:
    """Time passes until the dead worker's lease is over; then the sweep comes by."""
    past = timezone.now() - timedelta(seconds=1)
    waiting = PurchaseOrder.objects.filter(state=State.RECEIVED)
    waiting.update(next_attempt_at=past)
    waiting.filter(lease_until__isnull=False).update(lease_until=past)
    tasks.sweep()


FIRST = [line("FST-1010", 2, "8.90"), line("HND-2001", 1, "24.90", number=2)]
SECOND = [line("FST-1010", 3, "8.90"), line("FST-1001", 1, "14.80", number=3)]


def come(order_id: str, version: str, lines=()) -> int:
    kind = {"1": "new"}.get(version, "update" if lines else "delete")
    document = order_request(list(lines), order_id=order_id, order_version=version, type=kind)
    assert status(post(Client(), document)) == 200
    return PurchaseOrder.objects.latest("pk").pk


def new(order_id: str, place: int) -> bool:
    return die_at(place, come(order_id, "1", FIRST))


def update(order_id: str, place: int) -> bool:
    placement.place(come(order_id, "1", FIRST))
    return die_at(place, come(order_id, "2", SECOND))


def update_of_confirmed(order_id: str, place: int) -> bool:
    placement.place(come(order_id, "1", FIRST))
    Order.objects.filter(status="UNCONFIRMED").update(status="UNFULFILLED")
    return die_at(place, come(order_id, "2", SECOND))


def update_after_death(order_id: str, place: int) -> bool:
    """The worker of the first version dies, and the second comes."""
    died = die_at(place, come(order_id, "1", FIRST))
    come(order_id, "2", SECOND)
    return died


def third_after_death(order_id: str, place: int) -> bool:
    """The worker of a version that makes the order anew dies, and the next one comes."""
    placement.place(come(order_id, "1", FIRST[:1]))
    Order.objects.filter(status="UNCONFIRMED").update(status="UNFULFILLED")
    died = die_at(place, come(order_id, "2", FIRST))
    come(order_id, "3", SECOND)
    return died


def delete(order_id: str, place: int) -> bool:
    placement.place(come(order_id, "1", FIRST))
    return die_at(place, come(order_id, "2"))


def delete_after_death(order_id: str, place: int) -> bool:
    died = die_at(place, come(order_id, "1", FIRST))
    come(order_id, "2")
    return died


STORIES = {
    "new": (new, FIRST),
    "update": (update, SECOND),
    "update_of_confirmed": (update_of_confirmed, SECOND),
    "update_after_death": (update_after_death, SECOND),
    "third_after_death": (third_after_death, SECOND),
    "delete": (delete, []),
    "delete_after_death": (delete_after_death, []),
}
"""With the lines that Saleor must have in the end."""


def check(order_id: str, lines) -> None:
    """One living order with these lines, or none; and the highest version says so."""
    rows = PurchaseOrder.objects.filter(order_id=order_id)
    last = rows.latest("pk")
    told = (order_id, [(row.type, row.state, row.last_error, row.problems) for row in rows])
    assert last.state == (State.PLACED if lines else State.CANCELLED), told
    assert all(row.state == State.SUPERSEDED for row in rows.exclude(pk=last.pk)), told
    living = [
        one for one in Order.objects.exclude(status="CANCELED") if one.metadata.get("punchout.order_id") == order_id
    ]
    assert len(living) == bool(lines), (*told, living)
    for order in living:
        assert order.external_reference == last.external_reference, told
        assert str(order.number) == last.saleor_order_number, told
        goods = sorted(order.lines.values_list("sku", "quantity"))
        assert goods == sorted((one.item_id.supplier_part_id, one.quantity) for one in lines), (*told, goods)


def main(story: str, step: int) -> None:
    Variant.objects.update(stock=1_000_000)
    tell, lines = STORIES[story]
    place, count, died = 0, 0, True
    while died:
        order_id = f"PO-{place}"
        died = tell(order_id, place)
        revive()
        revive()
        check(order_id, lines)
        place, count = place + step, count + 1
    pieces = count * sum(one.quantity for one in lines)
    assert Variant.objects.aggregate(all=Sum("allocated"))["all"] == pieces
    print(place)


main(sys.argv[1], int(sys.argv[2]))
