"""Send orders, place them through a Saleor that fails, turn the clock until none waits, and look at what came of it.

Prints what the front did, as JSON. Ends with an error where an order was lost, made twice, or held.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import django

django.setup()

from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.gateway import client
from saleor_punchout.models import Installation, PurchaseOrder
from saleor_punchout.sandbox.models import Order, OrderLine, Product, Variant
from tests.concurrency.faulty import Fronts
from tests.flows.story import line, order_request, post, status

PROCESSES = 2
THREADS = 8
"""Per process. Most of them wait for a slow answer."""
HURRY = 10
"""The client's pauses between two attempts of a query are so many times shorter, for time is turned by hand here."""
State = PurchaseOrder.State
FIRST, SECOND = ("FST-1010", "8.90"), ("HND-2001", "24.90")
"""The first needs no delivery here, so that every other order goes without."""


def document(number: int) -> bytes:
    """An order of one line, or of two."""
    lines = [line(FIRST[0], 1 + number % 3, FIRST[1])]
    if number % 2:
        lines.append(line(SECOND[0], 1, SECOND[1], number=2))
    return order_request(lines, order_id=f"PO-{number}")


def carry(number: int) -> None:
    """What a web process and its worker do with one order, the clock turned whenever it waits."""
    try:
        assert status(post(Client(), document(number))) == 200
        mine = PurchaseOrder.objects.filter(order_id=f"PO-{number}")
        pk = mine.get().pk
        while mine.filter(state=State.RECEIVED).exists():
            tasks.place_order(pk)
            mine.filter(state=State.RECEIVED, lease_until=None).update(next_attempt_at=timezone.now())
            time.sleep(0.01)
    finally:
        connection.close()


def sweep_until(over: threading.Event) -> None:
    try:
        while not over.wait(1):
            tasks.sweep()
    finally:
        connection.close()


def work(numbers: range) -> None:
    """One process: its orders, and the sweep that may take any."""
    over = threading.Event()
    sweep = threading.Thread(target=sweep_until, args=(over,))
    sweep.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(carry, numbers))
    finally:
        over.set()
        sweep.join()


def in_processes(count: int) -> None:
    connections.close_all()
    children = []
    for number in range(PROCESSES):
        child = os.fork()
        if child == 0:
            try:
                work(range(number, count, PROCESSES))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * PROCESSES, codes


def check(count: int) -> None:
    orders = list(PurchaseOrder.objects.select_related("partner"))
    made = {one.external_reference: one for one in Order.objects.all()}
    odd = [(one.order_id, one.state, one.last_error, one.problems) for one in orders if one.state != State.PLACED]
    assert not odd, odd[:5]
    assert len(orders) == len(made) == Order.objects.count() == count, (len(orders), len(made), Order.objects.count())
    for order in orders:
        there = made[order.external_reference]
        assert order.saleor_order_number == str(there.number), order
        assert there.metadata["punchout.order_id"] == order.order_id
    pieces = {FIRST[0]: sum(1 + number % 3 for number in range(count)), SECOND[0]: count // 2}
    assert dict(Variant.objects.filter(allocated__gt=0).values_list("sku", "allocated")) == pieces
    lines = Counter(dict.fromkeys(pieces, 0))
    for sku, quantity in OrderLine.objects.values_list("sku", "quantity"):
        lines[sku] += quantity
    assert lines == pieces
    assert Installation.objects.get().trouble == ""


def main(count: int, seed: int) -> None:
    client.time = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / HURRY))
    Variant.objects.update(stock=10 * count)
    Product.objects.filter(variants__sku=FIRST[0]).update(is_shipping_required=False)
    fronts = Fronts(2, seed)
    Installation.objects.update(api_url=fronts.url)
    try:
        in_processes(count)
    finally:
        done = fronts.stop()
    check(count)
    attempts = sum(PurchaseOrder.objects.values_list("attempts", flat=True))
    print(json.dumps(done | {"attempts": attempts}))


main(int(sys.argv[1]), int(sys.argv[2]))
