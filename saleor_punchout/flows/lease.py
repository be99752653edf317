"""Who carries out a purchase order: one worker at a time, for all versions of it together.

A row holds the lease. Whoever has it renews it with everything that he writes, and stops where another has it by now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.flows import versions
from saleor_punchout.gateway.mapping import Order
from saleor_punchout.models import PunchOutSession, PurchaseOrder

State = PurchaseOrder.State
STEP_ASIDE = timedelta(seconds=5)
"""Before a version is looked at again whose thread another worker has."""


class LeaseLost(Exception):
    """Another worker took this one for dead, or staff decided: what they do counts."""


def is_free(now: Any) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lte=now)


def is_taken(order: PurchaseOrder) -> bool:
    """Whether a worker has any version of the order in hand."""
    rows, now = versions.thread(order.partner_id, order.order_id), timezone.now()
    return any(versions.is_leased(row, now) for row in rows.filter(state=State.RECEIVED))


def claim(pk: int) -> PurchaseOrder | None:
    """The row, ours for a while; None where it waits for nobody, or a worker is at any version of its thread."""
    key = PurchaseOrder.objects.filter(pk=pk).values_list("partner", "order_id").first()
    if key is None:
        return None
    with transaction.atomic():
        rows, now = versions.settle(*key), timezone.now()
        order = next((row for row in rows if row.pk == pk and row.state == State.RECEIVED), None)
        if order is None or versions.is_leased(order, now):
            return None
        if any(versions.is_leased(row, now) for row in rows):
            PurchaseOrder.objects.filter(pk=pk).update(next_attempt_at=now + STEP_ASIDE)
            return None
        order.lease_until, order.attempts = now + settings.order_lease, order.attempts + 1
        order.save(update_fields=["lease_until", "attempts"])
    return order


def waiting(order: PurchaseOrder) -> list[int]:
    """Other versions that a worker may take now: what happened to this one let them go on, or they stepped aside."""
    rows = versions.thread(order.partner_id, order.order_id).filter(is_free(timezone.now()), state=State.RECEIVED)
    return list(rows.exclude(pk=order.pk).values_list("pk", flat=True))


def still_ours(order: PurchaseOrder) -> QuerySet[PurchaseOrder]:
    """The row, as a query that finds nothing once somebody else has the order."""
    return PurchaseOrder.objects.filter(pk=order.pk, state=State.RECEIVED, lease_until=order.lease_until)


def keep(order: PurchaseOrder, **values: Any) -> None:
    """Write to the row and renew the lease. Raises :class:`LeaseLost`."""
    values["lease_until"] = timezone.now() + settings.order_lease
    if not still_ours(order).update(**values):
        raise LeaseLost
    for name, value in values.items():
        setattr(order, name, value)


def mark_placed(order: PurchaseOrder, placed: Order) -> None:
    """The Saleor order is this version's now. What was known of it under the version before is known of it still."""
    before = PurchaseOrder.objects.filter(partner=order.partner, saleor_order_id=placed.id).exclude(pk=order.pk)
    known = before.order_by("pk").values("saleor_status", "invoices", "credits").last() or {}
    found = {"saleor_order_id": placed.id, "saleor_order_number": placed.number}
    with transaction.atomic():
        versions.lock(order.partner_id, order.order_id)
        # Whoever outlasted his lease made the order all the same; only a later version counts for more.
        rows = PurchaseOrder.objects.exclude(state__in=(State.SUPERSEDED, State.CANCELLED))
        done = {"problems": [], "last_error": "", "placed_at": timezone.now()}
        if not versions.move(order, State.PLACED, among=rows, **known, **found, **done):
            PurchaseOrder.objects.filter(pk=order.pk, saleor_order_id="").update(**found)
            return
        _supersede_placed(order)
        _end_session(order, PunchOutSession.State.ORDERED, f"Purchase order {order.order_id} came.")


def mark_cancelled(order: PurchaseOrder, cancelled: Order | None) -> None:
    """The buyer's delete was carried out; None where there was no Saleor order. Raises :class:`LeaseLost`."""
    found = {"saleor_order_id": cancelled.id, "saleor_order_number": cancelled.number} if cancelled else {}
    with transaction.atomic():
        versions.lock(order.partner_id, order.order_id)
        if not versions.move(order, State.CANCELLED, among=still_ours(order), problems=[], last_error="", **found):
            raise LeaseLost
        _supersede_placed(order)
        _end_session(order, PunchOutSession.State.ORDERED, f"The buyer cancelled purchase order {order.order_id}.")


def _supersede_placed(order: PurchaseOrder) -> None:
    for row in versions.thread(order.partner_id, order.order_id).filter(state=State.PLACED).exclude(pk=order.pk):
        versions.move(row, State.SUPERSEDED)


def _end_session(order: PurchaseOrder, state: str, reason: str) -> None:
    rows = PurchaseOrder.objects.filter(partner=order.partner, order_id=order.order_id)
    sessions = PunchOutSession.objects.filter(Q(purchase_orders__in=rows) | Q(orders_beside__in=rows))
    sessions.update(state=state, reason=reason)
