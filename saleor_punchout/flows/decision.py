"""What staff decide about a purchase order that is held."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from saleor_punchout.exceptions import Conflict
from saleor_punchout.models import PurchaseOrder

State = PurchaseOrder.State


def accept(order: PurchaseOrder) -> None:
    """Take a held order as the buyer sent it: prices and totals hold it no longer. Raises :class:`Conflict`."""
    _decide(order, accepted=True, **_anew())


def retry(order: PurchaseOrder) -> None:
    """Try a held order again, after the article, the channel or the setting was mended. Raises :class:`Conflict`."""
    _decide(order, **_anew())


def reject(order: PurchaseOrder, reason: str) -> None:
    """Refuse a held order for good. Raises :class:`Conflict`."""
    _decide(order, state=State.REJECTED, last_error=reason)


def _anew() -> dict[str, Any]:
    return {"state": State.RECEIVED, "attempts": 0, "next_attempt_at": timezone.now(), "lease_until": None}


def _decide(order: PurchaseOrder, **changes: Any) -> None:
    """Of two decisions at once the first one counts."""
    decided = PurchaseOrder.objects.filter(pk=order.pk, state=State.HELD).update(**changes)
    order.refresh_from_db(fields=[*changes, "state"])
    if not decided:
        state = order.get_state_display().lower()
        raise Conflict(f"Order {order.order_id} is {state}; only a held order can be decided.")
