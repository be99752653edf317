"""The news that the demo's pretend Saleor does not send, for it has no webhooks.

Whoever changes an order in it, it is kept what a webhook would have told, and a worker is woken. Orders that nobody in
the shop has touched yet are no news.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from saleor_punchout import tasks
from saleor_punchout.flows import events
from saleor_punchout.models import Installation
from saleor_punchout.sandbox.models import Fulfillment, Invoice, Order
from saleor_punchout.sandbox.saleor.ids import global_id

UNTOUCHED = "UNCONFIRMED"


def listen() -> None:
    """Tell of every change from now on."""
    for model, told in ((Order, _of_order), (Fulfillment, _of_fulfillment), (Invoice, _of_invoice)):
        post_save.connect(told, sender=model, dispatch_uid=f"news-of-{model.__name__}")


def _of_order(instance: Order, **given: Any) -> None:
    if instance.status != UNTOUCHED:
        _tell("ORDER_CANCELLED" if instance.status == "CANCELED" else "ORDER_UPDATED", instance.pk)


def _of_fulfillment(instance: Fulfillment, created: bool, **given: Any) -> None:
    name = "FULFILLMENT_CREATED" if created else "FULFILLMENT_TRACKING_NUMBER_UPDATED"
    _tell(name, instance.order_id, fulfillment={"number": instance.number, "tracking": instance.tracking_number})


def _of_invoice(instance: Invoice, **given: Any) -> None:
    if instance.sent_at:
        _tell("INVOICE_SENT", instance.order_id, invoice={"number": instance.number, "url": instance.url})


def _tell(event: str, order: int, **more: Any) -> None:
    """Once the change stands."""
    transaction.on_commit(lambda: _keep(event, Order.objects.get(pk=order), more))


def _keep(event: str, order: Order, more: dict[str, Any]) -> None:
    told = {"order": _node(order), **more}
    key = hashlib.sha256(json.dumps([event, told], sort_keys=True).encode()).hexdigest()
    news = events.receive(Installation.objects.get(), event, told, key)
    if news is not None:
        tasks.wake(tasks.handle_event, news.pk)


def _node(order: Order) -> dict[str, Any]:
    return {
        "id": global_id("Order", order.token),
        "number": str(order.number),
        "status": order.status,
        "updatedAt": order.updated_at.isoformat(),
        "checkoutId": global_id("Checkout", order.checkout_token),
        "metadata": [{"key": key, "value": value} for key, value in order.metadata.items()],
    }
