"""Whether a partner's endpoints are called at all: after several failures in a row they are left alone for a while.

The row is shared by all workers. When the while is over one document goes as a probe, and only what becomes of it lets
the others follow.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.flows import alarm
from saleor_punchout.models import Circuit, TradingPartner

MOST_FAILURES = 5
"""In a row, before the circuit opens."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)


def is_open() -> Q:
    """Of rows that have a partner: those whose endpoints are left alone now."""
    return Q(partner__circuit__open_until__gt=timezone.now())


def lets_through(partner: TradingPartner) -> bool:
    """Whether a document may go now. To be asked once for each: whoever is let through after a pause is the probe, and
    the next one waits until that is back, or as long as a worker may take."""
    now = timezone.now()
    opened = Circuit.objects.filter(partner=partner, failures__gte=MOST_FAILURES)
    if opened.filter(open_until__lte=now).update(open_until=now + settings.order_lease):
        return True
    return not opened.exists()


def note(partner: TradingPartner, *, has_answered: bool, began: datetime | None = None) -> None:
    """Count a failure, or forget those before: a refusal is an answer too. What ``began`` before the circuit opened, as
    with several workers, is no failure after its pause and does not make that longer."""
    if has_answered:
        close(partner)
        return
    with transaction.atomic():
        circuit, _ = Circuit.objects.select_for_update().get_or_create(partner=partner)
        is_open = circuit.open_until is not None and circuit.failures >= MOST_FAILURES
        if is_open and began is not None and began < circuit.open_until - _pause(circuit.failures):
            return
        circuit.failures += 1
        if circuit.failures >= MOST_FAILURES:
            circuit.open_until = timezone.now() + _pause(circuit.failures)
            _tell(partner)
        circuit.save()


def close(partner: TradingPartner) -> None:
    """Forget all failures: the endpoints answer, or somebody knows that they do."""
    if Circuit.objects.filter(partner=partner, failures__gt=0).update(failures=0, open_until=None):
        alarm.settle(alarm.BUYER_SILENT, partner.slug, partner.installation)


def _tell(partner: TradingPartner) -> None:
    alarm.raise_alarm(
        alarm.BUYER_SILENT,
        f"The endpoints of {partner.name} do not answer. Documents wait, and one of them is tried after five minutes,"
        " later every hour. Correct the addresses, or send a document again once the buyer's system is back.",
        installation=partner.installation,
        subject=partner.slug,
        partner=partner,
    )


def _pause(failures: int) -> timedelta:
    doublings = min(failures - MOST_FAILURES, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
