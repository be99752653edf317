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
from django.test import Client
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.flows import placement
from saleor_punchout.models import PurchaseOrder
from saleor_punchout.sandbox.models import Order
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.story import line, order_request, post, status

execute = SandboxTransport.execute


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
    waiting = PurchaseOrder.objects.filter(state=PurchaseOrder.State.RECEIVED)
    waiting.update(next_attempt_at=past)
    waiting.filter(lease_until__isnull=False).update(lease_until=past)
    tasks.sweep()


def main(step: int) -> None:
    place, died = 0, True
    while died:
        document = order_request(
            [line("FST-1010", 2, "8.90"), line("HND-2001", 1, "24.90", number=2)], order_id=f"PO-{place}"
        )
        assert status(post(Client(), document)) == 200
        order = PurchaseOrder.objects.latest("pk")
        died = die_at(place, order.pk)
        revive()
        order.refresh_from_db()
        made = (
            Order.objects.filter(metadata__contains={"punchout.order_id": order.order_id})
            if _can_contain()
            else [one for one in Order.objects.all() if one.metadata.get("punchout.order_id") == order.order_id]
        )
        assert order.state == PurchaseOrder.State.PLACED, (place, order.state, order.last_error, order.problems)
        assert len(made) == 1, (place, len(made))
        assert made[0].external_reference == order.external_reference, place
        place += step
    print(place)


def _can_contain() -> bool:
    return connection.features.supports_json_field_contains


main(int(sys.argv[1]))
