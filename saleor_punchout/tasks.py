"""Work beside the request. Each task calls one flow and may run twice, late, or at the same time as itself.

Nothing depends on a task being delivered: what must happen stands in the database, and the sweep finds it there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from celery import shared_task
from django.db import close_old_connections

from saleor_punchout.flows import cart, events, fulfillment, journal, lease, parking, placement, transmission, visit
from saleor_punchout.host import writer
from saleor_punchout.models import PunchOutSession, PurchaseOrder

logger = logging.getLogger(__name__)


@shared_task
@writer()
def place_order(pk: int) -> None:
    """Carry one purchase order into Saleor, and tell its buyer what became of it."""
    placement.place(pk)
    tell_order(pk)
    _wake_others(PurchaseOrder.objects.get(pk=pk))


@shared_task
@writer()
def empty_checkout(pk: int) -> None:
    """Empty the checkout of a session that went back."""
    cart.empty_checkout(PunchOutSession.objects.select_related("partner__installation").get(pk=pk))


@shared_task
@writer()
def handle_event(pk: int) -> None:
    """Do what a piece of news from Saleor asks for."""
    _send(events.handle(pk))


@shared_task
@writer()
def tell_order(pk: int) -> None:
    """Tell the buyer what he should know of an order by now."""
    _send(fulfillment.tell(PurchaseOrder.objects.select_related("partner").get(pk=pk)))


@shared_task
@writer()
def send_document(pk: int) -> None:
    """Hand one document over to procurement, and those of its order that wait for it."""
    transmission.send(pk)


@shared_task
@writer()
def sweep() -> None:
    """Pick up what a dead worker left, close what nobody came back to, forget what belongs to nobody.

    A step that fails keeps no other from its work: what waits for the last one would wait for ever.
    """
    for step in (
        parking.release_due,
        placement.place_due,
        events.handle_due,
        fulfillment.tell_due,
        visit.expire_sessions,
        visit.abandon_carts,
        cart.empty_checkouts,
        journal.forget_unmatched,
        transmission.send_due,  # the last one: buyers may keep us waiting
    ):
        try:
            step()
        except Exception:
            logger.exception("A step of the sweep failed; the next sweep tries it again.")
            close_old_connections()  # one that broke would break all the other steps as well


def carry_out(order: PurchaseOrder | None) -> None:
    """Wake a worker for an order that waits for one now, or else for the version of it that may go on instead."""
    if order is None:
        return
    if order.state == PurchaseOrder.State.RECEIVED:
        wake(place_order, order.pk)
    else:
        _wake_others(order)


def _wake_others(order: PurchaseOrder) -> None:
    for pk in lease.waiting(order):
        wake(place_order, pk)


def _send(transmissions: Iterable[int]) -> None:
    """Wake a worker for each document that was queued."""
    for pk in transmissions:
        wake(send_document, pk)


def wake(task: object, pk: int) -> None:
    """Ask a worker to begin at once. Where no broker answers, the sweep does it a little later."""
    try:
        task.delay(pk)  # type: ignore[attr-defined]
    except Exception:
        logger.warning("No worker could be woken; the sweep will do the work.", exc_info=True)
