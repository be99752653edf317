"""A stored purchase order becomes a Saleor order, exactly once, whatever dies on the way.

The row is the truth. Whoever claims it holds a lease, renews it with everything that it writes, and stops where another
worker has it by now. Each step leaves a trace in Saleor or in the row before the next one begins, and every attempt
looks up first what an earlier one may have done. The checkout is the hinge: its id is kept as soon as it exists, and
Saleor lets a checkout become an order only once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from saleor_punchout.exceptions import (
    AddressForbidden,
    ConfigurationError,
    PunchOutError,
    SaleorForbids,
    SaleorRefused,
    SaleorUnreachable,
)
from saleor_punchout.flows import alarm, lease, succession, versions
from saleor_punchout.flows.amendment import NO_STOCK, Amendment, cancel
from saleor_punchout.flows.assembly import Assembly
from saleor_punchout.flows.comparison import find_carts
from saleor_punchout.flows.differences import Comparison, Decision
from saleor_punchout.flows.examination import examine
from saleor_punchout.flows.order_facts import NO_FACTS, Facts, facts_of
from saleor_punchout.flows.saleor import note_trouble, order_client_for
from saleor_punchout.flows.schedule import pause_after
from saleor_punchout.flows.stored_order import read_stored
from saleor_punchout.gateway.mapping import Order
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.orders import FullOrder
from saleor_punchout.models import PurchaseOrder

logger = logging.getLogger(__name__)

State = PurchaseOrder.State
MOST_AT_ONCE = 50
"""Orders that one sweep carries on."""
MOST_ATTEMPTS = 75
"""With the pauses between them three days, after which staff must know."""
MOST_REASONS = 5
"""Problems that the word to the buyer names; all of them stand on the order."""


def place(pk: int) -> bool:
    """Carry one order as far as it goes. Safe to call at any time, any number of times, from anywhere.

    False where its Saleor does not answer or does not let us in, so that no other order would come any further.
    """
    order = lease.claim(pk)
    if order is None:
        return True
    try:
        _Placement(order, order_client_for(order.partner)).carry_out()
    except lease.LeaseLost:
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
    orders = PurchaseOrder.objects.filter(lease.is_free(now), state=State.RECEIVED, next_attempt_at__lte=now)
    return orders.order_by("next_attempt_at")


def _try_again(order: PurchaseOrder, error: PunchOutError, wait: timedelta = timedelta(0)) -> None:
    """Let the order wait, as long as Saleor asks for at least."""
    if order.attempts >= MOST_ATTEMPTS:
        message = f"Given up after {order.attempts} attempts: {error.message}"
        _hold(order, [{"line": None, "code": "unreachable", "message": message}])
        return
    again = timezone.now() + pause_after(order.attempts, wait)
    lease.still_ours(order).update(next_attempt_at=again, lease_until=None, last_error=error.message)


def _hold(order: PurchaseOrder, problems: list[dict[str, Any]]) -> None:
    """Keep the order for staff, with the reasons."""
    versions.move(order, State.HELD, among=lease.still_ours(order), problems=problems)


def _reject(order: PurchaseOrder, problems: list[dict[str, Any]]) -> None:
    """Refuse the order as the partner's policy says, with the reasons; its confirmation tells the buyer. Where an order
    was given up for this one that would leave the buyer with neither, which staff must decide."""
    if versions.given_up_for(order):
        _hold(order, problems)
        return
    reasons = " ".join(problem["message"] for problem in problems[:MOST_REASONS])
    versions.move(order, State.REJECTED, among=lease.still_ours(order), problems=problems, last_error=reasons)


@dataclass(slots=True)
class _Placement:
    """One attempt."""

    order: PurchaseOrder
    client: OrderClient
    facts: Facts = NO_FACTS
    """Of the order, once it was read."""

    others: list[PurchaseOrder] = field(init=False)
    """The other versions."""

    def __post_init__(self) -> None:
        thread = versions.thread(self.order.partner_id, self.order.order_id)
        self.others = [row for row in thread if row.pk != self.order.pk]

    def carry_out(self) -> None:
        """The story: made before? else changed from what an older version made; else compared, held or made."""
        self._take_over_revision()
        succession.disarm(self.client, self.order, self.others)
        # The checkout first: it goes and the order comes in one step of Saleor's, so whoever looks for the order first
        # and then finds the checkout gone could make both again.
        has_checkout = self.order.checkout_id != "" and self.client.read_checkout(self.order.checkout_id) is not None
        placed = self._find()
        older = succession.find_older(self.client, self.order, self.others, placed)
        if placed is None and not has_checkout:
            self._give_checkout_up()
        if self.order.type == "delete":
            self._delete(older)
        elif older is not None:
            self._amend(older)
        elif placed is not None:
            self._finish(placed)
        else:
            self._make(self._consider())

    def _take_over_revision(self) -> None:
        rows = [row for row in self.others if row.state != State.REJECTED]
        revision = max((row.revision for row in rows), default=1)
        if revision > self.order.revision:
            self._keep(revision=revision)

    def _find(self) -> Order | None:
        checkouts = succession.checkouts_of(self.order, self.others)
        return self.client.find_order(reference=self.order.external_reference, checkouts=checkouts)

    def _consider(self) -> Assembly | None:
        """The order as it shall be; None where it is held or rejected instead."""
        request, notes = read_stored(self.order)
        carts = find_carts(self.order, request)
        cart = carts[0] if carts else None
        self._keep(session=cart.session if cart else None)
        self.order.sessions_beside.set([other.session for other in carts[1:]])
        self.facts = facts_of(self.order, request)
        channel = self.client.read_channel(self.order.partner.channel)
        comparison = examine(self.order, request, notes, carts, channel, self.client)
        if self.order.type == "update" and not any(row.type == "new" for row in self.others):
            comparison.differs(None, "order", "the first version never came", f"version {self.order.order_version}")
        if channel is None or comparison.problems:
            self._refuse(comparison)
            return None
        return Assembly(self.order, request, cart, channel, comparison, self.client)

    def _make(self, assembly: Assembly | None) -> None:
        if assembly is None:
            return
        self._assemble(assembly)
        if assembly.comparison.problems:
            self._refuse(assembly.comparison)
        else:
            self._note(assembly.comparison)
            self._finish(self._convert(self.order.checkout_id))

    def _refuse(self, comparison: Comparison) -> None:
        self._note(comparison)
        self._give_checkout_up()  # the next attempt makes a fresh one, after whatever staff mended
        settle = _reject if comparison.decision == Decision.REJECT else _hold
        settle(self.order, comparison.problems)

    def _note(self, comparison: Comparison) -> None:
        self._keep(differences=comparison.differences, decision=comparison.decision.value)

    def _amend(self, made: FullOrder) -> None:
        """Bring what an older version made to what this one says: in place, or made anew, or not any more."""
        is_given_up = made.external_reference not in ("", self.order.external_reference)
        if made.is_cancelled and not is_given_up and not self.order.accepted:
            message = (
                f"Order #{made.number} was cancelled in the shop; the buyer changes it. Accept the change to have the"
                " order made anew, or reject it."
            )
            _hold(self.order, [{"line": None, "code": "cancelled_in_shop", "message": message}])
            return
        assembly = self._consider()
        if assembly is None:
            return
        amendment = Amendment(self.client, assembly, self._keep)
        stays = not (is_given_up or made.is_cancelled) and succession.differs_in_lines_alone(
            self.order, assembly.request, self.others, made
        )
        if stays and amendment.is_met_by(made):
            self._take_over(made, amendment)
        elif made.has_left:
            self._come_too_late(made)
        elif stays and made.is_editable and amendment.edit(made):
            self._take_over(made, amendment)
        else:
            is_spoilt = stays and made.is_editable  # its lines came out otherwise than anybody agreed to
            self._make_anew(made, amendment, is_spoilt=is_spoilt)

    def _take_over(self, made: FullOrder, amendment: Amendment) -> None:
        self._note(amendment.assembly.comparison)
        amendment.describe(made)
        unsaid = succession.unsaid_facts(self.others, made)
        self.client.set_metadata(made.id, {**unsaid.public, **self.facts.public})
        self.client.set_private_metadata(made.id, {**unsaid.private, **self.facts.private})
        self._finish(Order(made.id, made.number))

    def _make_anew(self, made: FullOrder, amendment: Amendment, *, is_spoilt: bool) -> None:
        """The old order goes first, for the new one may need its stock; but not before the new one is known to be
        possible, unless nobody wants the old one as it is. The revision tells the next attempt that it was we who
        cancelled it."""
        assembly = amendment.assembly
        if not is_spoilt:
            self._prepare(made, amendment)
        if assembly.comparison.problems:
            self._refuse(assembly.comparison)
            return
        assembly.comparison.differs(None, "order", f"#{made.number}", "cancelled, and made anew")
        self._note(assembly.comparison)
        if made.external_reference in ("", self.order.external_reference):
            self._keep(revision=self.order.revision + 1)
        if cancel(self.client, made):
            self._make(assembly)
        else:
            self._come_too_late(made)

    def _prepare(self, made: FullOrder, amendment: Amendment) -> None:
        """Put the new order together as far as the old one lets us. Raises :class:`SaleorRefused`."""
        try:
            self._assemble(amendment.assembly)
        except SaleorRefused as error:
            if error.code != NO_STOCK or made.is_cancelled:
                raise
            amendment.check_stock(made)

    def _delete(self, made: FullOrder | None) -> None:
        self._keep()
        if made is None:
            lease.mark_cancelled(self.order, None)
        elif cancel(self.client, made):
            lease.mark_cancelled(self.order, Order(made.id, made.number))
        else:
            self._come_too_late(made)

    def _come_too_late(self, made: FullOrder) -> None:
        """Goods left: the order stays as it was, and people must agree what to do."""
        message = f"Goods of order #{made.number} left before the {self.order.type} came; it was not carried out."
        self._give_checkout_up()
        self._keep(revision=max((row.revision for row in self.others if row.saleor_order_id), default=1))
        alarm.raise_alarm(
            alarm.CHANGE_TOO_LATE,
            f"{message} Agree with {self.order.partner} what to do.",
            installation=self.order.partner.installation,
            subject=str(self.order.pk),
            partner=self.order.partner,
            purchase_order=self.order,
        )
        _reject(self.order, [{"line": None, "code": alarm.CHANGE_TOO_LATE, "message": message}])

    def _finish(self, placed: Order) -> None:
        self._name(placed)
        lease.mark_placed(self.order, placed)

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
        lease.keep(self.order, **values)

    def _convert(self, checkout: str) -> Order:
        self._keep()
        try:
            return self.client.create_order(checkout, *self.facts)
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
