"""The versions of one order: which one counts, and what becomes of the others.

All rows of one partner and orderID are a *thread*. Only the highest of it is carried out, so that it ends the same in
whatever order the versions come. Rows change their state by :func:`move` alone, which knows what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from sys import maxsize
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from saleor_punchout.flows import alarm
from saleor_punchout.models import PurchaseOrder

State = PurchaseOrder.State
UNDECIDED = (State.RECEIVED, State.PARKED, State.HELD)
"""What may still become of a row is anything."""
TOLD = (State.PLACED, State.REJECTED, State.CANCELLED)
"""What the buyer hears of."""
WITHOUT_DATE = datetime.min.replace(tzinfo=UTC)


def rank(order: PurchaseOrder) -> tuple[Any, ...]:
    """A sort key: of two versions the later one has the higher.

    A ``new`` begins the thread and a delete without a number ends it. Between them the number of the version counts
    where it is one, then the orderDate, then the order of arrival; a delete comes after the update of its number.
    """
    number = int(order.order_version) if is_numbered(order) else 0
    is_delete = order.type == "delete"
    phase = {"new": 0, "update": 1}.get(order.type, 1 if number else 2)
    return phase, number, is_delete, order.ordered_at or WITHOUT_DATE, order.pk or maxsize


def is_numbered(order: PurchaseOrder) -> bool:
    version: str = order.order_version
    return version.isascii() and version.isdigit()


def thread(partner_id: int, order_id: str) -> QuerySet[PurchaseOrder]:
    """The rows that count; what is only recorded, such as a test, does not."""
    rows = PurchaseOrder.objects.filter(partner=partner_id, order_id=order_id).exclude(state=State.RECORDED)
    return rows.select_related("partner__installation").order_by("pk")


def has_beginning(rows: Iterable[PurchaseOrder]) -> bool:
    """Whether there is something to change: a ``new``, or a change whose ``new`` was waited for long enough."""
    return any(row.type == "new" or row.state not in (State.PARKED, State.SUPERSEDED) for row in rows)


def highest(rows: Iterable[PurchaseOrder]) -> PurchaseOrder | None:
    """The version that counts. A rejected one changed nothing, so the one before it still does."""
    return max((row for row in rows if row.state != State.REJECTED), key=rank, default=None)


def is_leased(row: PurchaseOrder, now: datetime) -> bool:
    """Whether a worker is at it."""
    return row.lease_until is not None and row.lease_until > now


def given_up_for(order: PurchaseOrder) -> str:
    """Number of the Saleor order that was cancelled, or was about to be, for another one to be made in its place that
    is not there yet; empty where there is none."""
    made = thread(order.partner_id, order.order_id).exclude(saleor_order_id="").order_by("-revision").first()
    return "" if made is None or made.revision >= order.revision else str(made.saleor_order_number)


def lock(partner_id: int, order_id: str) -> list[PurchaseOrder]:
    """The rows of a thread, until the transaction ends. Whoever changes several of them locks all of them first, lest
    two wait for each other."""
    return list(thread(partner_id, order_id).select_for_update(of=("self",)))


def settle(partner_id: int, order_id: str) -> list[PurchaseOrder]:
    """The rows of a thread, locked, after what is lower was superseded, and what waited for a beginning, or gave way
    to a version that was rejected since, goes on.

    To be called inside a transaction, by everybody who acts on what the thread holds. A row that a worker is at is
    left to him: what he makes is found and changed by the version that comes after.
    """
    now, rows = timezone.now(), lock(partner_id, order_id)
    top = highest(rows)
    for row in rows:
        if top is not None and row.state in UNDECIDED and rank(row) < rank(top) and not is_leased(row, now):
            move(row, State.SUPERSEDED)
    if top is not None and top.state == State.PARKED and has_beginning(row for row in rows if row is not top):
        move(top, State.RECEIVED, next_attempt_at=now)
    if top is not None and top.state == State.SUPERSEDED:
        move(top, State.RECEIVED, next_attempt_at=now, attempts=0)
    return rows


def move(order: PurchaseOrder, state: str, *, among: QuerySet[PurchaseOrder] | None = None, **values: Any) -> bool:
    """Bring a row into a state, with other ``values``; False where ``among`` does not hold it any more.

    An order that is held raises an alarm until it is not; of what became of an order, its buyer is told next.
    """
    values["state"] = state
    if state != State.RECEIVED:
        values |= {"lease_until": None, "next_attempt_at": values.get("next_attempt_at")}
    if state in TOLD or state == State.SUPERSEDED:
        values["look_again_at"] = timezone.now() if state in TOLD else None
    rows = PurchaseOrder.objects.all() if among is None else among
    with transaction.atomic():
        if state == State.REJECTED:
            lock(order.partner_id, order.order_id)
        if not rows.filter(pk=order.pk).update(**values):
            return False
        _sound(order, is_held=state == State.HELD)
        if state == State.REJECTED:
            settle(order.partner_id, order.order_id)
    for name, value in values.items():
        setattr(order, name, value)
    return True


def _sound(order: PurchaseOrder, *, is_held: bool) -> None:
    installation, subject = order.partner.installation, str(order.pk)
    if is_held:
        message = (
            f"Order {order.order_id} of {order.partner} is held. Read its problems, then accept, retry or reject it."
        )
        if number := given_up_for(order):
            message += (
                f" Order #{number} was cancelled in Saleor, or was about to be, so that this version can be made in its"
                " place: until you decide, nothing is delivered."
            )
        alarm.raise_alarm(
            alarm.ORDER_HELD,
            message,
            installation=installation,
            subject=subject,
            partner=order.partner,
            purchase_order=order,
        )
    else:
        alarm.settle(alarm.ORDER_HELD, subject, installation)
