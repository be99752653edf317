"""What came of it: read from the sandbox Saleor, the buyer's books and our tables, none of which saw the faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.models import Q

from saleor_punchout.models import Alarm, DocumentRecord, PunchOutSession, PurchaseOrder, Transmission
from saleor_punchout.sandbox.models import Fulfillment, Invoice, Order, Variant
from saleor_punchout.simulator.follow_up import OrderBook
from saleor_punchout.simulator.post_box import PostBox
from tests.chaos.load import CARD, wanted

State = PurchaseOrder.State


def faults(count: int, book: OrderBook, box: PostBox, secrets: list[str], log: Path) -> Iterator[str]:
    """Every breach of an invariant, in words; none is what we want."""
    yield from _orders(count)
    yield from _stock()
    yield from _documents(count, book, box)
    yield from _stuck()
    yield from (
        f"alarm {alarm.code} of {alarm.subject}: {alarm.message}" for alarm in Alarm.objects.filter(settled_at=None)
    )
    yield from _secrets([*secrets, CARD], log)


def _orders(count: int) -> Iterator[str]:
    """I1, I3: one Saleor order for each order that stands, with the last version's lines; none for a deleted one."""
    standing: dict[str, list[Order]] = {}
    for order in Order.objects.exclude(status="CANCELED").prefetch_related("lines"):
        standing.setdefault(order.metadata.get("punchout.order_id", "?"), []).append(order)
    for number in range(count):
        one = wanted(number)
        made = standing.pop(one.order_id, [])
        if len(made) != bool(one.quantities):
            yield f"{one.order_id}: {len(made)} orders in Saleor, {int(bool(one.quantities))} wanted"
        for order in made:
            lines = {int(line.metadata["punchout.line"]): line.quantity for line in order.lines.all()}
            if lines != one.quantities:
                yield f"{one.order_id}: {lines} in Saleor, {one.quantities} ordered"
    for name in standing:
        yield f"{name}: an order in Saleor that nobody sent"


def _stock() -> Iterator[str]:
    """What is allocated is what stands in orders and has not left."""
    wanted_pieces: Counter[str] = Counter()
    for order in Order.objects.exclude(status="CANCELED").prefetch_related("lines"):
        for line in order.lines.all():
            wanted_pieces[line.sku] += line.quantity_open
    for sku, allocated in Variant.objects.filter(Q(allocated__gt=0) | Q(sku__in=wanted_pieces)).values_list(
        "sku", "allocated"
    ):
        if allocated != wanted_pieces[sku]:
            yield f"{sku}: {allocated} allocated, {wanted_pieces[sku]} in orders"


def _documents(count: int, book: OrderBook, box: PostBox) -> Iterator[str]:
    """I2, I6: one confirmation, one notice a fulfilment, one invoice for each order, and the money agrees."""
    yield from (f"the buyer refused: {reason}" for reason in box.refused)
    for number in range(count):
        one = wanted(number)
        if not one.quantities:
            continue
        known = book.orders[one.order_id]
        order = Order.objects.exclude(status="CANCELED").filter(metadata__contains={"punchout.order_id": one.order_id})
        sent = Fulfillment.objects.filter(order__in=order).count()
        billed = list(Invoice.objects.filter(order__in=order).values_list("number", "order__total_gross"))
        if not known.confirmation:
            yield f"{one.order_id}: no confirmation"
        if len(known.notices) != sent:
            yield f"{one.order_id}: {len(known.notices)} ship notices for {sent} fulfilments"
        if sorted(known.invoices) != [name for name, _ in billed]:
            yield f"{one.order_id}: invoices {sorted(known.invoices)} for {billed}"
        elif known.invoiced != sum(gross for _, gross in billed):
            yield f"{one.order_id}: {known.invoiced} invoiced, Saleor says {billed}"


def _stuck() -> Iterator[str]:
    """I4: nothing waits once all is well again; what is parked or dead has its alarm."""
    for order in PurchaseOrder.objects.filter(state__in=[State.RECEIVED, State.PARKED, State.HELD]):
        yield f"{order} version {order.order_version} is {order.state}: {order.last_error} {order.problems}"
    for one in Transmission.objects.exclude(state=Transmission.State.DELIVERED).select_related("document"):
        yield f"{one.kind} of {one.subject} is {one.state}: {one.last_error}"


def _secrets(secrets: list[str], log: Path) -> Iterator[str]:
    """I5: neither tables nor log hold a secret; our own inbound answers included."""
    text = log.read_text("utf-8", "replace")
    yield from (f"the log holds {secret[:3]}…" for secret in secrets if secret in text)
    for model in apps.get_app_config("saleor_punchout").get_models():
        named = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.TextField | models.CharField | models.JSONField)
        ]
        for row in model.objects.values_list(*named) if named else ():
            told = repr(row)
            yield from (f"{model.__name__} holds {secret[:3]}…" for secret in secrets if secret in told)


def counted() -> dict[str, int]:
    """How much went through."""
    return {
        "documents in": DocumentRecord.objects.filter(direction="in").count(),
        "documents out": DocumentRecord.objects.filter(direction="out").count(),
        "purchase orders": PurchaseOrder.objects.values("order_id").distinct().count(),
        "versions": PurchaseOrder.objects.count(),
        "Saleor orders made": Order.objects.count(),
        "of which cancelled": Order.objects.filter(status="CANCELED").count(),
        "transmissions": Transmission.objects.count(),
        "sessions": PunchOutSession.objects.count(),
    }
