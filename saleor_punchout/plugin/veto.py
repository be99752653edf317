"""Cards stay out: what was put together for procurement is not paid for in the shop."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from graphql_relay import to_global_id

from saleor_punchout.gateway.in_process import APP_UUID
from saleor_punchout.host import writer
from saleor_punchout.models import PunchOutSession

logger = logging.getLogger(__name__)

CODE = "graphql_error"
"""The one code that ``checkoutComplete`` and ``orderCreateFromCheckout`` both know and that fits."""


def check(checkout: Any, requestor: Any) -> None:
    """Raise ValidationError where a checkout of a visit, in whatever state it is, becomes an order by somebody else's
    hand than ours. Without a requestor it is Saleor itself, which completes checkouts that were paid for."""
    if getattr(requestor, "uuid", None) != APP_UUID and _is_ours(checkout):
        raise ValidationError(
            "This cart goes back to your procurement system and is ordered there. It cannot be paid for in the shop.",
            code=CODE,
        )


def _is_ours(checkout: Any) -> bool:
    """Whether a visit put the checkout together. Before our tables are there, there was no visit, and everybody else's
    checkout must go on: new code may serve for a while before its migrations have run."""
    try:
        with writer(), transaction.atomic():  # a failing statement must not spoil a transaction of Saleor's
            return bool(PunchOutSession.objects.filter(checkout_id=to_global_id("Checkout", str(checkout.pk))).exists())
    except ProgrammingError:
        logger.exception("PunchOut's tables are missing: run manage.py migrate.")
        return False
