"""Many senders of our documents at once, and one that is killed wherever it can be, against a buyer on a real socket.

``together``: 8 threads offer 40 documents of 20 orders, all of them each. ``queue``: 8 threads queue the same ten.
``probe``: 8 threads find a circuit whose pause is over. ``killed``: a process is killed before each SQL statement, and
before and after the buyer took the document. Ends with an error where a document was lost, doubled, overtaken, or went
under another payloadID.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import django

django.setup()

from django.db import connection, connections
from django.utils import timezone

from saleor_punchout.flows import circuit, transmission
from saleor_punchout.gateway import delivery
from saleor_punchout.models import Circuit, DocumentRecord, PurchaseOrder, TradingPartner, Transmission
from tests.flows.buyer import KIND, endpoint_of, queued
from tests.gateway.wire import answer

THREADS = 8
State = Transmission.State


def order(partner: TradingPartner, number: int) -> PurchaseOrder:
    record = DocumentRecord.objects.create(partner=partner, direction="in", kind="OrderRequest")
    name = f"PO-{number}"
    return PurchaseOrder.objects.create(
        partner=partner, order_id=name, type="new", content_hash=name, document=record, state="placed"
    )


def at_once(errand) -> None:
    """Let all threads do the errand, each with its number."""
    gate, errors = threading.Barrier(THREADS), []

    def one(number: int) -> None:
        gate.wait()
        try:
            errand(number)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


def together(partner: TradingPartner, buyer) -> None:
    well = buyer.reply

    def slowly(handler) -> None:
        time.sleep(0.02)
        well(handler)

    buyer.reply = slowly
    orders = [order(partner, number) for number in range(20)]
    pks = [queued(partner, str(number), orders[number % 20]).pk for number in range(40)]

    def errand(number: int) -> None:
        mine = random.Random(number).sample(pks, len(pks))  # noqa: S311
        for pk in mine:
            transmission.send(pk)
        transmission.send_due()

    at_once(errand)
    assert Counter(buyer.payload_ids) == Counter(f"{number}@shop.example.com" for number in range(40))
    for number in range(20):
        first, second = (buyer.payload_ids.index(f"{one}@shop.example.com") for one in (number, number + 20))
        assert first < second, "overtaken"
    assert not Transmission.objects.exclude(state=State.DELIVERED).exists()
    print(len(buyer.seen))


def queue(partner: TradingPartner, buyer) -> None:
    made = []

    def errand(number: int) -> None:
        for key in range(10):
            one = transmission.queue(
                partner,
                KIND,
                key=str(key),
                subject="1",
                payload_id=f"{number}.{key}@shop.example.com",
                body=b"<cXML/>",
                endpoint=buyer.url,
                purchase_order=None,
            )
            made.extend([one] if one else [])

    at_once(errand)
    documents = DocumentRecord.objects.filter(direction="out")
    assert len(made) == Transmission.objects.count() == documents.count() == 10
    print(len(made))


def probe(partner: TradingPartner, buyer) -> None:
    buyer.reply = answer(500)
    pks = [queued(partner, str(number)).pk for number in range(THREADS)]
    for _ in range(circuit.MOST_FAILURES):
        circuit.note(partner, has_answered=False)
    Circuit.objects.update(open_until=timezone.now())
    at_once(lambda number: transmission.send(pks[number]))
    assert len(buyer.seen) == 1, len(buyer.seen)
    assert sorted(Transmission.objects.values_list("attempts", flat=True)) == [0] * (THREADS - 1) + [1]
    print(len(buyer.seen))


def killed(partner: TradingPartner, buyer) -> None:
    place = 0
    while True:
        one = queued(partner, f"k{place}")
        before = len(buyer.seen)
        died = die_at(place, one.pk)
        Transmission.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now() - timedelta(seconds=1))
        transmission.send_due()
        one.refresh_from_db()
        assert one.state == State.DELIVERED, (place, one.state)
        came = buyer.payload_ids[before:]
        assert set(came) == {f"k{place}@shop.example.com"}, came
        assert len(came) <= 2, "once for each that tried"
        if not died:
            break
        place += 1
    print(place)


def die_at(place: int, pk: int) -> bool:
    """Send the document in a child that dies at that step; False where it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _send_until(place, pk)
        os._exit(0)
    _, code = os.waitpid(child, 0)
    assert os.WIFEXITED(code) or os.WTERMSIG(code) == signal.SIGKILL, code
    return os.WIFSIGNALED(code)


def _send_until(place: int, pk: int) -> None:
    steps, post = itertools.count(), delivery.post

    def step() -> None:
        if next(steps) == place:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(run, sql, params, many, context):
        step()
        return run(sql, params, many, context)

    def deadly(url: str, document: bytes) -> delivery.Answer:
        step()
        found = post(url, document)
        step()  # the buyer has the document, and nobody noted it
        return found

    delivery.post = deadly
    with connection.execute_wrapper(statement):
        transmission.send(pk)
    connections.close_all()


if __name__ == "__main__":
    partner = TradingPartner.objects.order_by("pk").first()
    with endpoint_of(partner) as buyer:
        {"together": together, "probe": probe, "queue": queue, "killed": killed}[sys.argv[1]](partner, buyer)
