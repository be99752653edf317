"""What Saleor tells about its orders, by webhook or hook, and what follows from it.

News comes at least once, in any order, and about every order of the shop. It is kept before anything else, so that
nothing is lost with a worker; what concerns none of ours is forgotten again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from saleor_punchout.exceptions import BadRequest
from saleor_punchout.flows import fulfillment, lease, versions
from saleor_punchout.flows import installation as installations
from saleor_punchout.models import Installation, PunchOutSession, PurchaseOrder, SaleorEvent

logger = logging.getLogger(__name__)

APP_DELETED = "APP_DELETED"
EVENTS = (
    "ORDER_CREATED",
    "ORDER_CONFIRMED",
    "ORDER_UPDATED",
    "ORDER_CANCELLED",
    "FULFILLMENT_CREATED",
    "FULFILLMENT_APPROVED",
    "FULFILLMENT_TRACKING_NUMBER_UPDATED",
    "FULFILLMENT_CANCELED",
    "INVOICE_SENT",
    APP_DELETED,
)
"""Names from Saleor's WebhookEventTypeAsyncEnum. From 3.23 on an app is told of its own end; before, nobody tells."""
PATIENCE = timedelta(seconds=5)
"""Before the sweep takes for forgotten what a worker was woken for."""
MOST_AT_ONCE = 100
"""Pieces of news that one sweep handles."""


def receive(installation: Installation, event: str, told: dict[str, Any], key: str) -> SaleorEvent | None:
    """Keep a piece of news; None where it is kept already. ``told`` is the payload as the subscription asks for it,
    ``key`` the same whenever the same is told again. Raises :class:`BadRequest` for a payload of another shape."""
    news, is_new = SaleorEvent.objects.get_or_create(
        installation=installation,
        key=key,
        defaults={"event": event, "saleor_order_id": _subject(event, told), "told": told},
    )
    return news if is_new else None


def _subject(event: str, told: dict[str, Any]) -> str:
    """Id of the order that the news is about; empty for news about ourselves."""
    if event == APP_DELETED:
        return ""
    order = told.get("order")
    if not isinstance(order, dict) or not all(isinstance(order.get(name), str) for name in ("id", "status")):
        raise BadRequest(f"{event} tells of no order with id and status. Install the app again to mend its webhooks.")
    if not isinstance(order.get("updatedAt"), str) or _moment(order["updatedAt"]) is None:
        raise BadRequest(f"{event} does not tell when the order was updated. Install the app again.")
    return str(order["id"])


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def handle_due() -> None:
    """Do what news asks for that nobody has handled; for the sweep, which looks at the orders afterwards, at each of
    them once."""
    old = SaleorEvent.objects.filter(done_at=None, created_at__lt=timezone.now() - PATIENCE)
    for pk in list(old.order_by("created_at").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        _note_once(pk)


def handle(pk: int) -> list[int]:
    """Do what the news asks for; gives the transmissions that wait for a worker now. Safe to call at any time, any
    number of times, from anywhere but inside a transaction."""
    order = _note_once(pk)
    # An order that is just being changed makes news with every line; whoever changes it tells of it afterwards.
    return fulfillment.tell(order) if order and not lease.is_taken(order) else []


def _note_once(pk: int) -> PurchaseOrder | None:
    """The order of ours that is due to be looked at now."""
    try:
        with transaction.atomic():
            return _handle(pk)
    except Exception:
        logger.exception("Event %s could not be handled; the sweep tries it again.", pk)
        return None


def _handle(pk: int) -> PurchaseOrder | None:
    """The order of ours that the buyer may have to be told about."""
    news = SaleorEvent.objects.select_related("installation").filter(pk=pk, done_at=None).first()
    if news is None:
        return None
    order = None
    if news.event == APP_DELETED:
        installations.uninstall(news.installation, str((news.told.get("app") or {}).get("id")))
    else:
        order = _purchase_order(news)
        if order is None and not _tell_sessions(news):
            news.delete()  # an order of the shop's own: it is no business of ours
            return None
    if order is not None:
        _note(news, order)
    SaleorEvent.objects.filter(pk=pk).update(purchase_order=order, done_at=timezone.now())
    return order


def _note(news: SaleorEvent, order: PurchaseOrder) -> None:
    """Keep what only the news tells. Should nobody look at the order afterwards, the sweep does."""
    changes: dict[str, Any] = {"look_again_at": timezone.now()}
    if _is_newest(news, order):
        changes["saleor_status"] = news.told["order"]["status"]
    if number := (news.told.get("invoice") or {}).get("number"):
        changes["invoices"] = list(dict.fromkeys([*order.invoices, str(number)]))
    PurchaseOrder.objects.filter(pk=order.pk).update(**changes)


def _purchase_order(news: SaleorEvent) -> PurchaseOrder | None:
    """The order of ours that it is about, locked: news about one order is handled one after the other.

    Saleor may tell of an order before the worker that made it has noted its id. The checkout stood there before,
    unless it was given up; then the order's name tells, which only apps and staff can write.
    """
    ours = Q(saleor_order_id=news.saleor_order_id)
    if checkout := _checkout(news):
        ours |= Q(checkout_id=checkout)
    if reference := news.told["order"].get("externalReference"):
        ours |= _named(str(reference))
    orders = PurchaseOrder.objects.select_for_update(of=("self",)).filter(
        ours, partner__installation=news.installation_id
    )
    # Of versions that shared one Saleor order, the last one has it.
    is_over = PurchaseOrder.State.SUPERSEDED
    return max(orders.order_by("pk"), key=lambda row: (row.state != is_over, versions.rank(row)), default=None)


def _named(reference: str) -> Q:
    """Orders whose Saleor order has that name, whichever of several it is."""
    name, _, order_id = reference.partition(":")
    return Q(partner__slug=name.partition("#")[0], order_id=order_id)


def _is_newest(news: SaleorEvent, order: PurchaseOrder) -> bool:
    """Whether nothing newer was told of the order before.

    The order's own clock decides. The name of an event says little: Saleor sends ORDER_CONFIRMED of orders that are
    not confirmed, so only the status inside counts.
    """
    others = order.events.values_list("told__order__updatedAt", "told__issuedAt")
    return all(_age(*other) <= _age(news.told["order"]["updatedAt"], news.told.get("issuedAt")) for other in others)


def _age(updated_at: str, issued_at: str | None) -> tuple[datetime, str]:
    moment = _moment(updated_at)
    assert moment is not None  # noqa: S101  # what tells no moment is not kept
    return moment, issued_at or ""


def _tell_sessions(news: SaleorEvent) -> bool:
    """Let staff see that a buyer completed the checkout in the shop instead of returning the cart. Whether any did."""
    sessions = _sessions(news)
    note = f"The buyer completed the checkout in the shop as order #{news.told['order'].get('number') or '?'}."
    for session in sessions:
        if note not in session.reason:
            PunchOutSession.objects.filter(pk=session.pk).update(reason=f"{session.reason} {note}".strip())
    return bool(sessions)


def _sessions(news: SaleorEvent) -> QuerySet[PunchOutSession]:
    """Sessions whose checkout became this order without us: by its id, or by the mark that the order took over."""
    marks = _metadata(news.told["order"].get("metadata") or [])
    theirs = Q(pk=None)
    if checkout := _checkout(news):
        theirs |= Q(checkout_id=checkout)
    if "punchout.order_id" not in marks and (key := marks.get("punchout.session")):
        theirs |= Q(key=key)
    return PunchOutSession.objects.filter(theirs, partner__installation=news.installation_id)


def _metadata(told: Any) -> dict[str, str]:
    """As an object, the way hooks have it, or as the pairs of a webhook."""
    return told if isinstance(told, dict) else {one.get("key"): one.get("value") for one in told}


def _checkout(news: SaleorEvent) -> str:
    return str(news.told["order"].get("checkoutId") or "")
