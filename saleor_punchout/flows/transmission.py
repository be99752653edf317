"""Our documents on their way to procurement: kept first, sent afterwards, once at a receiver that knows a payloadID.

The row is the truth and a task only wakes somebody up. Whoever claims a row holds a lease while it calls the buyer, and
no transaction. A worker that dies between sending and noting leaves the lease to run out, and the document goes again,
under the payloadID that it was queued with.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.exceptions import Conflict
from saleor_punchout.flows import attempt, circuit, journal
from saleor_punchout.flows.endpoints import STATUS_UPDATE, endpoint_of
from saleor_punchout.models import PurchaseOrder, TradingPartner, Transmission
from saleor_punchout.models.outbox import end_of_patience

__all__ = ["due", "endpoint_of", "queue", "resend", "send", "send_due"]

State = Transmission.State
MOST_AT_ONCE = 50
"""Documents that one sweep sends."""
LONGEST = timedelta(seconds=30)
"""For how long one sweep begins to send: slow buyers must not take every worker for their own."""
WHOLE = ("partner__installation", "purchase_order", "document")


def queue(
    partner: TradingPartner,
    kind: str,
    *,
    key: str,
    subject: str,
    payload_id: str,
    body: bytes,
    endpoint: str,
    purchase_order: PurchaseOrder | None,
) -> Transmission | None:
    """Keep a document that must be sent, in the caller's transaction; None where ``key`` was queued before.

    ``body`` names the Sender without its secret. Whoever commits wakes a worker; the sweep needs no waking.
    """
    said_before = Transmission.objects.filter(partner=partner, key=key)
    if said_before.exists():
        return None
    session = purchase_order.session if purchase_order else None
    document = journal.sent(
        kind, payload_id, body.decode(), partner=partner, purchase_order=purchase_order, session=session
    )
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            queued: Transmission = Transmission.objects.create(
                partner=partner,
                purchase_order=purchase_order,
                document=document,
                kind=kind,
                key=key,
                subject=subject,
                endpoint=endpoint,
                next_attempt_at=timezone.now(),
            )
    except IntegrityError:
        if not said_before.exists():
            raise
        return None
    return queued


def send(pk: int) -> bool:
    """Send one document, and after it those of the same order that waited for it. Safe to call at any time, any number
    of times, from anywhere.

    False where the partner's endpoint fails, so that no other document would come any further.
    """
    next_one: int | None = pk
    while next_one is not None:
        transmission = _claim(next_one)
        if transmission is None:
            return True
        if not attempt.make(transmission):
            return False
        next_one = _of_same_order(due(), transmission).values_list("pk", flat=True).first()
    return True


def send_due() -> None:
    """Send what waits, or what a worker left; for the sweep. A partner whose endpoint fails is not called again before
    the next sweep."""
    _bury_forsaken()
    silent: list[int] = []
    end = timezone.now() + LONGEST
    for _ in range(MOST_AT_ONCE):
        found = due().exclude(partner__in=silent).values_list("pk", "partner_id").first()
        if found is None:
            return
        if not send(found[0]):
            silent.append(found[1])
        if timezone.now() >= end:
            return


def resend(transmission: Transmission) -> None:
    """Let a document go again that is dead or was delivered, under its old payloadID, or one that waits go now. Staff
    know that the endpoint works again, so it is called at once. Whoever commits wakes a worker.

    Raises :class:`Conflict` where something later was said about the same: the buyer would take the old for the new.
    """
    now = timezone.now()
    same = Transmission.objects.filter(partner=transmission.partner_id, subject=transmission.subject)
    if same.filter(pk__gt=transmission.pk).exists():
        raise Conflict(f"A later {transmission.kind} replaces this one. Send the last one again.")
    over = Transmission.objects.filter(pk=transmission.pk, state__in=(State.DEAD, State.DELIVERED))
    with transaction.atomic():
        circuit.close(transmission.partner)
        _free(now).filter(pk=transmission.pk).update(next_attempt_at=now)
        if over.update(state=State.WAITING, next_attempt_at=now, give_up_at=end_of_patience(), done_at=None):
            attempt.settle_alarm(transmission)


def due() -> QuerySet[Transmission]:
    """Documents that may be sent now; whichever has waited longest is first. One waits for those before it of the same
    order, in all its versions, and all wait for a partner whose endpoints fail or that is switched off. A status update
    keeps nothing waiting: it goes to an address that the order brought, and no other document builds on it."""
    now = timezone.now()
    before = Transmission.objects.filter(
        state=State.WAITING,
        pk__lt=OuterRef("pk"),
        partner=OuterRef("partner"),
        purchase_order__order_id=OuterRef("purchase_order__order_id"),
    ).exclude(kind=STATUS_UPDATE)
    waiting = _free(now).filter(next_attempt_at__lte=now, partner__is_active=True)
    return waiting.exclude(circuit.is_open()).exclude(Exists(before)).order_by("next_attempt_at", "pk")


def _free(now: datetime) -> QuerySet[Transmission]:
    has_no_worker = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Transmission.objects.filter(has_no_worker, state=State.WAITING)


def _of_same_order(documents: QuerySet[Transmission], transmission: Transmission) -> QuerySet[Transmission]:
    order = transmission.purchase_order
    if order is None:
        return documents.none()
    return documents.filter(partner=transmission.partner_id, purchase_order__order_id=order.order_id)


def _claim(pk: int) -> Transmission | None:
    """The document under a lease of ours, where it may be sent now."""
    with transaction.atomic():
        # Locked first and judged afterwards: a condition that joins other tables is not looked at again by an UPDATE
        # that had to wait for another worker's.
        rows = Transmission.objects.select_for_update(of=("self",))
        transmission: Transmission | None = rows.select_related(*WHOLE).filter(pk=pk).first()
        if transmission is None or not due().filter(pk=pk).exists():
            return None
        if not circuit.lets_through(transmission.partner):
            return None
        transmission.attempts += 1
        transmission.lease_until = timezone.now() + settings.order_lease
        transmission.save(update_fields=["attempts", "lease_until"])
    return transmission


def _bury_forsaken() -> None:
    """Give up what is older than our patience while its partner is not even called."""
    now = timezone.now()
    forsaken = _free(now).filter(circuit.is_open(), give_up_at__lte=now).order_by("pk")
    for pk in list(forsaken.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        with transaction.atomic():
            rows = Transmission.objects.select_for_update(of=("self",)).select_related(*WHOLE)
            transmission = rows.filter(pk=pk).first()
            if transmission is not None and _free(now).filter(pk=pk).exists():
                attempt.give_up(transmission)
