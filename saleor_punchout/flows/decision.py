"""What staff decide about a purchase order that is held."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from saleor_punchout.exceptions import BadRequest, Conflict
from saleor_punchout.flows import versions
from saleor_punchout.models import PurchaseOrder

State = PurchaseOrder.State


def accept(order: PurchaseOrder) -> None:
    """Take a held order as the buyer sent it: prices and totals hold it no longer. Raises :class:`Conflict`."""
    _decide(order, State.RECEIVED, accepted=True, **_anew())


def retry(order: PurchaseOrder) -> None:
    """Try a held order again, after the article, the channel or the setting was mended. Raises :class:`Conflict`."""
    _decide(order, State.RECEIVED, **_anew())


def reject(order: PurchaseOrder, reason: str) -> None:
    """Refuse a held order for good, with words that the buyer reads. Raises :class:`BadRequest` without any, and
    :class:`Conflict`."""
    if not reason.strip():
        raise BadRequest("Say why: the buyer reads it in the confirmation that rejects the order.")
    _decide(order, State.REJECTED, last_error=reason)


def _anew() -> dict[str, Any]:
    return {"attempts": 0, "next_attempt_at": timezone.now(), "lease_until": None}


def _decide(order: PurchaseOrder, state: str, **changes: Any) -> None:
    """Of two decisions at once the first one counts."""
    if not versions.move(order, state, among=PurchaseOrder.objects.filter(state=State.HELD), **changes):
        order.refresh_from_db(fields=["state"])
        found = order.get_state_display().lower()
        raise Conflict(f"Order {order.order_id} is {found}; only a held order can be decided.")
