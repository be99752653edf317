"""Changes that wait for the order that they change, until nobody expects it any more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from saleor_punchout.flows import alarm, versions
from saleor_punchout.models import PurchaseOrder

State = PurchaseOrder.State
MOST_AT_ONCE = 50


def release_due() -> None:
    """For the sweep."""
    parked = PurchaseOrder.objects.filter(state=State.PARKED, next_attempt_at__lte=timezone.now())
    for pk, *key in parked.order_by("next_attempt_at").values_list("pk", "partner", "order_id")[:MOST_AT_ONCE]:
        with transaction.atomic():
            rows = versions.settle(*key)
            for row in rows:
                if row.pk == pk and row.state == State.PARKED:
                    _release(row)


def _release(order: PurchaseOrder) -> None:
    """An update says all of the order, so it is taken as a new one, and held where something is missing. A delete has
    nothing to cancel; the order itself, should it come yet, is superseded."""
    if order.type != "delete":
        versions.move(order, State.RECEIVED, next_attempt_at=timezone.now())
        return
    versions.move(order, State.CANCELLED)
    alarm.raise_alarm(
        alarm.UNKNOWN_ORDER,
        f"{order.partner} cancelled order {order.order_id}, which never came. Should it come, it is not delivered;"
        " ask the buyer whether that is meant.",
        installation=order.partner.installation,
        subject=str(order.pk),
        partner=order.partner,
        purchase_order=order,
    )
