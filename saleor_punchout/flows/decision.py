"""What staff decide about a purchase order that is held."""

from __future__ import annotations

from django.utils import timezone

from saleor_punchout.exceptions import Conflict
from saleor_punchout.models import PurchaseOrder

State = PurchaseOrder.State


def accept(order: PurchaseOrder) -> None:
    """Take a held order as the buyer sent it: prices and totals hold it no longer. Raises :class:`Conflict`."""
    order.accepted = True
    retry(order)


def retry(order: PurchaseOrder) -> None:
    """Try a held order again, after the article, the channel or the setting was mended. Raises :class:`Conflict`."""
    _require_held(order)
    order.state, order.next_attempt_at, order.lease_until = State.RECEIVED, timezone.now(), None
    order.save(update_fields=["accepted", "state", "next_attempt_at", "lease_until"])


def reject(order: PurchaseOrder, reason: str) -> None:
    """Refuse a held order for good. Raises :class:`Conflict`."""
    _require_held(order)
    order.state, order.last_error = State.REJECTED, reason
    order.save(update_fields=["state", "last_error"])


def _require_held(order: PurchaseOrder) -> None:
    if order.state != State.HELD:
        raise Conflict(
            f"Order {order.order_id} is {order.get_state_display().lower()}; only a held order can be decided."
        )
