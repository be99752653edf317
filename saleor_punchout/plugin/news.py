"""What happened to an order, told to the flows in the words of a webhook.

Saleor calls us after its own work is committed, in the request of whoever changed the order: nothing that goes wrong
here may be his trouble.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from graphql_relay import to_global_id

from saleor_punchout import tasks, vault
from saleor_punchout.flows import events
from saleor_punchout.flows.local import local_installation
from saleor_punchout.host import writer
from saleor_punchout.models import PunchOutSession, SaleorEvent

logger = logging.getLogger(__name__)

OUR_MARKS = "punchout."
"""Metadata of our orders and checkouts begin so."""


def of_order(event: str, order: Any, **more: Any) -> None:
    """Pass an event on, of an order of ours or of one that a visit's checkout became; ``more`` is what it names beside
    the order."""
    try:
        # Where Saleor is inside a transaction after all, an error of ours does not break it.
        with writer(), transaction.atomic():
            told = told_of(order) | more
            news = _receive(event, told) if _is_ours(order, told["order"]["checkoutId"]) else None
        if news is not None:
            tasks.wake(tasks.handle_event, news.pk)
    except Exception:
        logger.exception("%s of order %s could not be taken in.", event, order.number)


def _receive(event: str, told: dict[str, Any]) -> SaleorEvent | None:
    # Hooks are never repeated, so every call is news: its key is its own.
    return events.receive(local_installation(), event, told, vault.new_key(20))


def _is_ours(order: Any, checkout: str | None) -> bool:
    if any(key.startswith(OUR_MARKS) for key in order.metadata):
        return True
    return bool(checkout) and PunchOutSession.objects.filter(checkout_id=checkout).exists()


def told_of(order: Any) -> dict[str, Any]:
    """The payload, ids and names as GraphQL shows them."""
    return {
        "issuedAt": timezone.now().isoformat(),
        "order": {
            "id": to_global_id("Order", str(order.pk)),
            "number": str(order.number),
            "status": order.status.upper().replace(" ", "_"),
            "updatedAt": order.updated_at.isoformat(),
            "checkoutId": to_global_id("Checkout", order.checkout_token) if order.checkout_token else None,
            "metadata": [{"key": key, "value": value} for key, value in order.metadata.items()],
        },
    }
