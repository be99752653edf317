"""Work beside the request. Each task calls one flow and may run twice, late, or at the same time as itself.

Nothing depends on a task being delivered: what must happen stands in the database, and the sweep finds it there.
"""

from __future__ import annotations

import logging

from celery import shared_task

from saleor_punchout.flows import cart, events, journal, placement, visit
from saleor_punchout.host import writer
from saleor_punchout.models import PunchOutSession

logger = logging.getLogger(__name__)


@shared_task
@writer()
def place_order(pk: int) -> None:
    """Carry one purchase order into Saleor."""
    placement.place(pk)


@shared_task
@writer()
def empty_checkout(pk: int) -> None:
    """Empty the checkout of a session that went back."""
    cart.empty_checkout(PunchOutSession.objects.select_related("partner__installation").get(pk=pk))


@shared_task
@writer()
def handle_event(pk: int) -> None:
    """Do what a piece of news from Saleor asks for."""
    events.handle(pk)


@shared_task
@writer()
def sweep() -> None:
    """Pick up what a dead worker left, close what nobody came back to, forget what belongs to nobody."""
    placement.place_due()
    events.handle_due()
    visit.expire_sessions()
    cart.empty_checkouts()
    journal.forget_unmatched()


def wake(task: object, pk: int) -> None:
    """Ask a worker to begin at once. Where no broker answers, the sweep does it a little later."""
    try:
        task.delay(pk)  # type: ignore[attr-defined]
    except Exception:
        logger.warning("No worker could be woken; the sweep will do the work.", exc_info=True)
