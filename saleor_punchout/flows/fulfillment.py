"""What a buyer is told of an order after it came: confirmation, ship notices, invoices, status.

Whatever gives the reason to look, the order itself is read and says what should have been told by now; what was not is
queued. So news that is lost, doubled or out of order tells nothing wrong, and a later look makes up for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from saleor_punchout.exceptions import ConfigurationError, GatewayError, SaleorRefused
from saleor_punchout.flows import alarm, order_words, versions
from saleor_punchout.flows.order_state import OrderState
from saleor_punchout.flows.saleor import order_client_for
from saleor_punchout.flows.stored_order import read_stored
from saleor_punchout.flows.telling import Draft, header_of, put
from saleor_punchout.gateway.orders import FullOrder
from saleor_punchout.models import PurchaseOrder, TradingPartner, Transmission

logger = logging.getLogger(__name__)

State = PurchaseOrder.State
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
"""Between two looks at an order of which no news comes; each is twice the one before."""
PAUSE_AFTER_TROUBLE = timedelta(minutes=2)
PAUSE_WITHOUT_SETTINGS = timedelta(hours=1)
FINISHED = ("FULFILLED", "CANCELED", "EXPIRED", "RETURNED")
WATCHED_FOR = timedelta(days=30)
"""An order that is finished, or that Saleor has no more, is looked at no more after that; news of it still counts."""
DECIDED = ("pk", "state", "saleor_order_id", "confirmation", "invoices", "credits", "look_again_at")
"""Fields whose change is a reason to look anew: the last one is what news changes."""
MOST_AT_ONCE = 50
"""Orders that one sweep looks at."""
MOST_TRIES = 3


def tell(order: PurchaseOrder) -> list[int]:
    """Queue what the buyer should have been told of the order by now; gives the new transmissions.

    Safe to call at any time, any number of times, from anywhere but inside a transaction. What fails is looked at again
    by the sweep.
    """
    return _attempt(order) or []


def tell_due() -> list[int]:
    """Look at orders whose time has come, for the sweep. A Saleor that does not answer is asked once."""
    silent: list[int] = []
    queued: list[int] = []
    for _ in range(MOST_AT_ONCE):
        order = due().exclude(partner__installation__in=silent).select_related("partner").first()
        if order is None:
            break
        told = _attempt(order)
        if told is None:
            silent.append(order.partner.installation_id)
        queued += told or []
    return queued


def due() -> QuerySet[PurchaseOrder]:
    return PurchaseOrder.objects.filter(look_again_at__lte=timezone.now()).order_by("look_again_at")


def queued_about(order: PurchaseOrder) -> QuerySet[Transmission]:
    """What the buyer was told, or will be, of the order in all its versions."""
    return Transmission.objects.filter(
        purchase_order__partner=order.partner_id, purchase_order__order_id=order.order_id
    )


def look_anew(partner: TradingPartner) -> None:
    """Let the sweep look at the partner's orders to which something may still happen: what is told of them changed."""
    orders = PurchaseOrder.objects.filter(partner=partner, state=State.PLACED)
    is_over = Q(saleor_status__in=FINISHED, placed_at__lt=timezone.now() - WATCHED_FOR)
    orders.exclude(is_over).update(look_again_at=timezone.now())


def _attempt(order: PurchaseOrder) -> list[int] | None:
    """None where its Saleor does not answer or does not let us in."""
    told: list[int] | None = []
    try:
        return _tell(order)
    except (GatewayError, ConfigurationError) as error:
        logger.warning("Purchase order %s is not told about yet: %s", order.pk, error.message)
        told = [] if isinstance(error, SaleorRefused) else None
    except Exception:
        logger.exception("Purchase order %s could not be told about; the sweep tries it again.", order.pk)
        _raise_alarm(order)
    PurchaseOrder.objects.filter(pk=order.pk).update(look_again_at=timezone.now() + PAUSE_AFTER_TROUBLE)
    return told


def _raise_alarm(order: PurchaseOrder) -> None:
    alarm.raise_alarm(
        alarm.ORDER_STUCK,
        f"The buyer cannot be told what became of order {order.order_id}. The log says why; it is tried again.",
        installation=order.partner.installation,
        subject=_subject(order),
        partner=order.partner,
        purchase_order=order,
    )


def _subject(order: PurchaseOrder) -> str:
    return f"tell:{order.pk}"


def _tell(order: PurchaseOrder) -> list[int]:
    """Look, then queue, unless somebody else decided or queued something meanwhile: then look again."""
    if not order.partner.endpoints:
        PurchaseOrder.objects.filter(pk=order.pk).update(look_again_at=None)
        return []
    for _ in range(MOST_TRIES):
        thread = _Thread(order)
        drafts = list(thread.drafts())
        with transaction.atomic():
            if thread.is_unchanged():
                return thread.queue(drafts)
    PurchaseOrder.objects.filter(pk=order.pk).update(look_again_at=timezone.now() + PAUSE_AFTER_TROUBLE)
    return []


class _Thread:
    """All versions of one order, and the one among them that stands."""

    def __init__(self, order: PurchaseOrder) -> None:
        self.order = order
        self.now: datetime = timezone.now()
        last = self._last_queued()  # before the rows: what is queued after this changes it
        rows = list(self._rows())
        self.seen = last, _decided(rows)
        placed = (row for row in rows if row.state == State.PLACED and row.saleor_order_id)
        self.standing = max(placed, key=versions.rank, default=None)
        if self.standing:  # the news of an invoice may have found another version
            self.standing.invoices = list(dict.fromkeys(number for row in rows for number in row.invoices))
        self.told = [row for row in rows if row.pk == order.pk or row == self.standing]
        self.is_in_hand = any(row.state in versions.UNDECIDED for row in rows)
        self.shop: FullOrder | None = None

    def _rows(self) -> QuerySet[PurchaseOrder]:
        return versions.thread(self.order.partner_id, self.order.order_id)

    def _last_queued(self) -> int | None:
        last: int | None = queued_about(self.order).aggregate(last=Max("pk"))["last"]
        return last

    def is_unchanged(self) -> bool:
        """Whether nothing came, was decided or was queued since the look. Locks the order for the transaction."""
        rows = list(self._rows().select_for_update(of=("self",)))
        return (self._last_queued(), _decided(rows)) == self.seen

    def drafts(self) -> Iterator[Draft]:
        """All that should have been said by now, in the order in which it should be."""
        for row in self.told:
            # A partner that was put into production keeps quiet about what it tried before.
            if row.is_test and row.partner.mode != row.partner.Mode.TEST:
                continue
            yield from (draft for draft in self._words_about(row) if draft.endpoint)

    def _words_about(self, row: PurchaseOrder) -> Iterator[Draft]:
        if row.state not in versions.TOLD:
            return
        request, _ = read_stored(row)
        yield from order_words.of_row(row, request, self.now)
        if row is self.standing:
            self.shop = order_client_for(row.partner).read_order(row.saleor_order_id)
            if self.shop is not None:
                yield from order_words.of_shop(OrderState(row, request, self.shop), self.now, self.is_in_hand)

    def queue(self, drafts: Sequence[Draft]) -> list[int]:
        """Queue what is news, and settle when to look again."""
        header = header_of(self.order.partner) if drafts else None
        if drafts and header is None:
            self._ask_for_credentials()
            self._look_again(self.now + PAUSE_WITHOUT_SETTINGS)
            return []
        queued = []
        for draft in drafts:
            assert header is not None  # noqa: S101  # or there would be no drafts
            if made := put(draft, header):
                queued.append(made.pk)
                _keep_credit(draft)
        partner = self.order.partner
        if header:
            alarm.settle(alarm.NOT_CONFIGURED, partner.slug, partner.installation)
        alarm.settle(alarm.ORDER_STUCK, _subject(self.order), partner.installation)
        self._look_again(self._next_look())
        return queued

    def _ask_for_credentials(self) -> None:
        partner = self.order.partner
        alarm.raise_alarm(
            alarm.NOT_CONFIGURED,
            f"{partner.name} is told nothing of its orders: our documents need a From and a To credential of the"
            " partner. Add them, then the documents go by themselves.",
            installation=partner.installation,
            subject=partner.slug,
            partner=partner,
        )

    def _look_again(self, at: datetime | None) -> None:
        PurchaseOrder.objects.filter(pk=self.order.pk).update(look_again_at=at)

    def _next_look(self) -> datetime | None:
        """None where nothing more can happen, or another version is looked at."""
        if self.standing is None or self.order.pk != self.standing.pk:
            return None
        age: timedelta = self.now - (self.standing.placed_at or self.standing.created_at)
        if (self.shop is None or self.shop.status in FINISHED) and age > WATCHED_FOR:
            return None
        return self.now + min(max(age, FIRST_PAUSE), LONGEST_PAUSE)


def _decided(rows: Sequence[PurchaseOrder]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in DECIDED) for row in rows]


def _keep_credit(draft: Draft) -> None:
    if draft.returned:
        credit = {"lines": dict(draft.returned)}
        PurchaseOrder.objects.filter(pk=draft.order.pk).update(credits=[*draft.order.credits, credit])
