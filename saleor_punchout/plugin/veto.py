"""Cards stay out: what was put together for procurement is not paid for in the shop."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from graphql_relay import to_global_id

from saleor_punchout.gateway.in_process import APP_UUID
from saleor_punchout.host import writer
from saleor_punchout.models import PunchOutSession

CODE = "graphql_error"
"""The one code that ``checkoutComplete`` and ``orderCreateFromCheckout`` both know and that fits."""


def check(checkout: Any, requestor: Any) -> None:
    """Raise ValidationError where a checkout of a visit, in whatever state it is, becomes an order by somebody else's
    hand than ours. Without a requestor it is Saleor itself, which completes checkouts that were paid for."""
    if getattr(requestor, "uuid", None) == APP_UUID:
        return
    with writer():
        is_ours = PunchOutSession.objects.filter(checkout_id=to_global_id("Checkout", str(checkout.pk))).exists()
    if is_ours:
        raise ValidationError(
            "This cart goes back to your procurement system and is ordered there. It cannot be paid for in the shop.",
            code=CODE,
        )
