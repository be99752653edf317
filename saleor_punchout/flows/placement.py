"""A stored purchase order becomes a Saleor order, exactly once, whatever dies on the way.

The row is the truth. Whoever claims it holds a lease, renews it with everything that it writes, and stops where another
worker has it by now. Each step leaves a trace in Saleor or in the row before the next one begins, and every attempt
looks up first what an earlier one may have done. The checkout is the hinge: its id is kept as soon as it exists, and
Saleor lets a checkout become an order only once.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import MASK
from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.exceptions import (
    AddressForbidden,
    ConfigurationError,
    PunchOutError,
    SaleorForbids,
    SaleorRefused,
    SaleorUnreachable,
)
from saleor_punchout.flows import extrinsics
from saleor_punchout.flows.assembly import Assembly
from saleor_punchout.flows.comparison import Comparison, compare, find_cart
from saleor_punchout.flows.order import said
from saleor_punchout.flows.saleor import client_for, note_trouble
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Channel, Order
from saleor_punchout.models import Cart, PunchOutSession, PurchaseOrder

logger = logging.getLogger(__name__)

State = PurchaseOrder.State
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""Before the second attempt and those after; the last one repeats."""
JITTER = 0.2
"""Part of a pause by which it may be longer, so that what failed together does not come back in the same second."""
MOST_AT_ONCE = 50
"""Orders that one sweep carries on."""
MOST_ATTEMPTS = 75
"""With these pauses three days, after which staff must know."""
HOLDING_REMARKS = ("total_mismatch", "currency_mismatch")
"""Oddities of a document that a person should look at before goods leave."""


class _LeaseLost(Exception):
    """Another worker took this one for dead, or staff decided: what they do counts."""


def place(pk: int) -> bool:
    """Carry one order as far as it goes. Safe to call at any time, any number of times, from anywhere.

    False where its Saleor does not answer or does not let us in, so that no other order would come any further.
    """
    order = _claim(pk)
    if order is None:
        return True
    try:
        _Placement(order, client_for(order.partner)).carry_out()
    except _LeaseLost:
        logger.warning("Purchase order %s outlasted its lease; PUNCHOUT_ORDER_LEASE is too short for it.", pk)
    except (SaleorForbids, AddressForbidden, ConfigurationError) as error:
        note_trouble(order.partner.installation, error.message)
        _try_again(order, error)
        return False
    except SaleorUnreachable as error:
        _try_again(order, error, error.wait)
        return False
    except PunchOutError as error:
        _hold(order, [{"line": None, "code": "saleor", "message": error.message}])
    except Exception as error:
        logger.exception("Purchase order %s could not be carried out.", pk)
        _try_again(order, PunchOutError(f"An error on our side, {type(error).__name__}; the log has the details."))
    else:
        note_trouble(order.partner.installation, "")
    return True


def place_due() -> None:
    """Carry on what waits for a worker, or whose worker is gone; for the sweep.

    A Saleor that fails is asked for no further order before the next sweep. So while it is down a sweep costs one of
    its orders one attempt, and not all of them theirs, and orders for other Saleors wait for none of its timeouts.
    """
    silent: list[int] = []
    for _ in range(MOST_AT_ONCE):
        order = due().exclude(partner__installation__in=silent).select_related("partner").first()
        if order is None:
            return
        if not place(order.pk):
            silent.append(order.partner.installation_id)


def due() -> QuerySet[PurchaseOrder]:
    """Orders that wait for a worker, or whose worker is gone; whoever has waited longest is first."""
    now = timezone.now()
    orders = PurchaseOrder.objects.filter(_is_free(now), state=State.RECEIVED, next_attempt_at__lte=now)
    return orders.order_by("next_attempt_at")


def _is_free(now: Any) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lte=now)


def _claim(pk: int) -> PurchaseOrder | None:
    now = timezone.now()
    free = PurchaseOrder.objects.filter(_is_free(now), pk=pk, state=State.RECEIVED)
    if not free.update(lease_until=now + settings.order_lease, attempts=F("attempts") + 1):
        return None
    order: PurchaseOrder = PurchaseOrder.objects.select_related("partner__installation", "document").get(pk=pk)
    return order


def _try_again(order: PurchaseOrder, error: PunchOutError, wait: timedelta = timedelta(0)) -> None:
    """Let the order wait, as long as Saleor asks for at least."""
    if order.attempts >= MOST_ATTEMPTS:
        message = f"Given up after {order.attempts} attempts: {error.message}"
        _hold(order, [{"line": None, "code": "unreachable", "message": message}])
        return
    pause = max(PAUSES[min(order.attempts, len(PAUSES)) - 1], wait)
    pause *= random.uniform(1, 1 + JITTER)  # noqa: S311  # nobody gains by guessing it
    _still_ours(order).update(next_attempt_at=timezone.now() + pause, lease_until=None, last_error=error.message)


def _hold(order: PurchaseOrder, problems: list[dict[str, Any]]) -> None:
    """Keep the order for staff, with the reasons."""
    _still_ours(order).update(state=State.HELD, problems=problems, lease_until=None, next_attempt_at=None)


def _still_ours(order: PurchaseOrder) -> QuerySet[PurchaseOrder]:
    """The row, as a query that finds nothing once somebody else has the order."""
    return PurchaseOrder.objects.filter(pk=order.pk, state=State.RECEIVED, lease_until=order.lease_until)


@dataclass(slots=True)
class _Placement:
    """One attempt."""

    order: PurchaseOrder
    client: SaleorClient
    extrinsics: Mapping[str, str] = field(default_factory=dict)
    """Of the order, once it was read."""

    def carry_out(self) -> None:
        """The story: made before? else compare, hold or make the checkout, make the order; then name and note it."""
        # The checkout first: it goes and the order comes in one step of Saleor's, so whoever looks for the order first
        # and then finds the checkout gone could make both again.
        has_checkout = self.order.checkout_id != "" and self.client.read_checkout(self.order.checkout_id) is not None
        placed = self._find()
        if placed is None:
            if not has_checkout:
                self._give_checkout_up()
            checkout = self._checkout()
            if not checkout:
                return
            placed = self._convert(checkout)
        self._name(placed)
        _mark_placed(self.order, placed)

    def _find(self) -> Order | None:
        checkouts = [*self.order.former_checkout_ids, self.order.checkout_id]
        return self.client.find_order(reference=self.order.external_reference, checkouts=list(filter(None, checkouts)))

    def _checkout(self) -> str:
        """Id of a checkout that is ready to become the order; empty where the order is held instead."""
        request, notes = _read(self.order)
        self.extrinsics = request.extrinsics
        cart = find_cart(self.order, request)
        self._keep(session=cart.session if cart else None)
        channel = self.client.read_channel(self.order.partner.channel)
        comparison = self._compare(request, notes, cart, channel)
        if channel is not None and not comparison.problems:
            self._assemble(Assembly(self.order, request, cart, channel, comparison, self.client))
        self._keep(differences=comparison.differences)
        if comparison.problems:
            self._give_checkout_up()  # the next attempt makes a fresh one, after whatever staff mended
            _hold(self.order, comparison.problems)
        return str(self.order.checkout_id)

    def _compare(self, request: OrderRequest, notes: Notes, cart: Cart | None, channel: Channel | None) -> Comparison:
        comparison = Comparison()
        if channel is None or not channel.is_active:
            comparison.problem(None, "channel", f"The channel {self.order.partner.channel} is closed or missing.")
        else:
            skus = [item.item_id.supplier_part_id for item in request.priced_items]
            variants = self.client.find_variants(channel.slug, skus)
            comparison = compare(self.order, request, cart, channel, variants)
        if not self.order.accepted:
            self._doubt(request, notes, comparison)
        return comparison

    def _doubt(self, request: OrderRequest, notes: Notes, comparison: Comparison) -> None:
        """What only a person may take as it stands."""
        for remark in notes.remarks:
            if remark.code in HOLDING_REMARKS:
                comparison.problem(None, remark.code, remark.message)
        if MASK in said(request):
            message = (
                f"Something that looks like a secret was cut out of the order, {MASK} stands in its place. Ask the"
                " buyer what was there, accept the order, and mend it in Saleor."
            )
            comparison.problem(None, "redacted", message)

    def _assemble(self, assembly: Assembly) -> None:
        if not self.order.checkout_id:
            self._keep(checkout_id=assembly.create())
        if self.order.checkout_id:
            self._complete(assembly, self.order.checkout_id)

    def _complete(self, assembly: Assembly, checkout: str) -> None:
        """What Saleor refuses because the checkout is gone is no fault of the order's: an attempt before this one, for
        which nobody waited any more, made the order of it only now."""
        try:
            assembly.complete(checkout)
        except SaleorRefused as error:
            if self.client.read_checkout(checkout) is not None:
                raise
            raise SaleorUnreachable("The checkout is gone while the order is being made.") from error

    def _give_checkout_up(self) -> None:
        if self.order.checkout_id:
            former = [*self.order.former_checkout_ids, self.order.checkout_id]
            self._keep(checkout_id="", former_checkout_ids=former)

    def _keep(self, **values: Any) -> None:
        """Write to the row and renew the lease. Raises :class:`_LeaseLost`."""
        values["lease_until"] = timezone.now() + settings.order_lease
        if not _still_ours(self.order).update(**values):
            raise _LeaseLost
        for name, value in values.items():
            setattr(self.order, name, value)

    def _convert(self, checkout: str) -> Order:
        self._keep()
        try:
            return self.client.create_order(checkout, _order_metadata(self.order, self.extrinsics))
        except SaleorRefused as error:
            if error.code != "CHECKOUT_NOT_FOUND":
                raise
            placed = self._find()
            if placed is None:
                raise SaleorUnreachable("The checkout is gone, and no order came of it yet.") from error
            return placed

    def _name(self, placed: Order) -> None:
        try:
            self.client.name_order(placed.id, self.order.external_reference)
        except SaleorRefused as error:
            if error.code != "UNIQUE":
                raise
            logger.warning("Order %s keeps no external reference: another order has it.", placed.number)


def _read(order: PurchaseOrder) -> tuple[OrderRequest, Notes]:
    """The order, read again from the stored document."""
    notes = Notes()
    opened = guard.open_document(order.document.body.encode(), notes)
    payload = read_payload(read_envelope(opened.root, notes), notes)
    assert isinstance(payload, OrderRequest)  # noqa: S101  # what was stored as an order is one
    return payload, notes


def _order_metadata(order: PurchaseOrder, said: Mapping[str, str]) -> dict[str, str]:
    """What the shop may know of the buyer's side; what the order leaves out stood in the request to shop, perhaps."""
    session = order.session
    wanted = extrinsics.metadata(order.partner, said, session.extrinsics if session else {}) | {
        "punchout.partner": order.partner.slug,
        "punchout.order_id": order.order_id,
        "punchout.order_version": order.order_version,
        "punchout.session": session.key if session else "",
    }
    return {key: value for key, value in wanted.items() if value}


def _mark_placed(order: PurchaseOrder, placed: Order) -> None:
    with transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(
            state=State.PLACED,
            saleor_order_id=placed.id,
            saleor_order_number=placed.number,
            problems=[],
            last_error="",
            lease_until=None,
            next_attempt_at=None,
            placed_at=timezone.now(),
        )
        if order.session_id:
            PunchOutSession.objects.filter(pk=order.session_id).update(
                state=PunchOutSession.State.ORDERED, reason=f"Purchase order {order.order_id} came."
            )
