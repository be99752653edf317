"""What a person must look at: raised once while it lasts, settled by whoever mends it or by what happens next."""

from __future__ import annotations

import hashlib
import logging

from django.utils import timezone

from saleor_punchout.models import Alarm, Installation, PurchaseOrder, TradingPartner, Transmission

logger = logging.getLogger(__name__)

ORDER_HELD = "order_held"
CHANGE_TOO_LATE = "change_too_late"
UNKNOWN_ORDER = "unknown_order"
ORDER_STUCK = "order_stuck"
DOCUMENT_UNDELIVERED = "document_undelivered"
BUYER_REFUSED_DOCUMENT = "buyer_refused_document"
BUYER_SILENT = "buyer_silent"
NOT_CONFIGURED = "not_configured"
INVOICE_IMPOSSIBLE = "invoice_impossible"
CODES = (
    ORDER_HELD,
    CHANGE_TOO_LATE,
    UNKNOWN_ORDER,
    ORDER_STUCK,
    DOCUMENT_UNDELIVERED,
    BUYER_REFUSED_DOCUMENT,
    BUYER_SILENT,
    NOT_CONFIGURED,
    INVOICE_IMPOSSIBLE,
)

MAX_SUBJECT = 100


def raise_alarm(
    code: str,
    message: str,
    *,
    installation: Installation,
    subject: str,
    partner: TradingPartner | None = None,
    purchase_order: PurchaseOrder | None = None,
    transmission: Transmission | None = None,
) -> Alarm:
    """The open alarm of that code and subject, a new one where there is none. ``message`` says in whole sentences what
    happened and what to do; the log is told once, and nothing of the message, which may quote a document."""
    alarm: Alarm
    alarm, is_new = Alarm.objects.get_or_create(
        installation=installation,
        code=code,
        subject=_subject(subject),
        settled_at=None,
        defaults={
            "message": message,
            "partner": partner,
            "purchase_order": purchase_order,
            "transmission": transmission,
        },
    )
    if is_new:
        logger.error("Alarm %s is raised: %s. The Dashboard tells what to do.", alarm.pk, code)
    return alarm


def settle(code: str, subject: str, installation: Installation) -> None:
    """Nobody need look at it any more; nothing happens where no such alarm is open."""
    now = timezone.now()
    Alarm.objects.filter(installation=installation, code=code, subject=_subject(subject), settled_at=None).update(
        settled_at=now
    )


def _subject(subject: str) -> str:
    """As long as its column may be; one that was cut still differs from another that begins alike."""
    if len(subject) <= MAX_SUBJECT:
        return subject
    digest = hashlib.sha256(subject.encode()).hexdigest()[:16]
    return f"{subject[: MAX_SUBJECT - 17]}~{digest}"
