"""The cart on its way back: read from Saleor, kept as it is, written as a document, handed to the browser as a form.

What went back is never computed again. Whoever asks twice gets the same document: a browser that failed to post may try
again, and a cart that changed meanwhile needs a new visit.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from saleor_punchout.conf import settings
from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import ItemIn
from saleor_punchout.exceptions import CartRefused, GatewayError, SaleorUnreachable
from saleor_punchout.flows import returning
from saleor_punchout.flows.message import fitted_message, net_total, unchanged_message
from saleor_punchout.flows.returning import ReturnForm
from saleor_punchout.flows.saleor import client_for, hasty_client_for
from saleor_punchout.gateway.mapping import Checkout, CheckoutLine
from saleor_punchout.models import Cart, DocumentRecord, PunchOutSession
from saleor_punchout.systems.fitting import CartWarning, Fitted

logger = logging.getLogger(__name__)

State = PunchOutSession.State


@dataclass(frozen=True, slots=True)
class Preview:
    """A cart as the shop has it, and what will survive of it."""

    checkout: Checkout
    fitted: Fitted

    @property
    def warnings(self) -> tuple[CartWarning, ...]:
        return self.fitted.warnings


def preview(session: PunchOutSession) -> Preview:
    """The cart as it would go back now; what procurement would lose of it is noted on the session.

    Raises :class:`CartRefused` where there is nothing that could go back.
    """
    _check_open(session)
    found = hasty_client_for(session.partner).read_cart(session.checkout_id, session.language)
    checkout = _usable(found, session)
    seen = Preview(checkout, fitted_message(session, checkout))
    warnings = _as_rows(seen.warnings)
    if warnings != session.warnings:
        session.warnings = warnings
        PunchOutSession.objects.filter(pk=session.pk).update(warnings=warnings)
    return seen


def transfer(session: PunchOutSession, base_url: str, *, emptied: bool = False) -> tuple[ReturnForm, Cart]:
    """Take the snapshot, write the document, close the session.

    An empty cart deletes what the visit before had brought to procurement, so it goes only where the buyer edits, and
    only with ``emptied``: the word that this is meant. Repeated for a session that was returned, it gives the same
    form. Raises :class:`CartRefused`.
    """
    cart = Cart.objects.filter(session=session).select_related("document").first()
    if cart is None:
        cart = _take_snapshot(session, _transferable(session, emptied), _host(base_url))
    return returning.form_of(session, cart.document), cart


def _transferable(session: PunchOutSession, emptied: bool) -> Preview:
    seen = preview(session)
    if session.operation == "inspect":
        raise CartRefused("This cart is only to be looked at. Go back without it.", "INSPECT_ONLY")
    if not seen.checkout.lines and not (emptied and may_be_emptied(session)):
        raise nothing_to_return()
    if seen.fitted.refusals:
        raise CartRefused(" ".join(refusal.message for refusal in seen.fitted.refusals), "NOT_CARRIED")
    return seen


def nothing_to_return() -> CartRefused:
    return CartRefused("The cart is empty. Add something, or go back without a cart.", "EMPTY_CART")


def may_be_emptied(session: PunchOutSession) -> bool:
    """Whether an empty cart means something: that the lines of the visit before shall go."""
    return bool(session.operation == "edit" and session.partner.procurement_system.on_empty != "no_post")


def cancel(session: PunchOutSession, base_url: str) -> ReturnForm:
    """End the visit without change.

    Repeated for a session that was cancelled, it gives the same form. Raises :class:`CartRefused`.
    """
    document = _sent_without_cart(session)
    if document is None:
        try:
            document = _write_cancel(session, base_url)
        except CartRefused:
            document = _sent_without_cart(session)  # by the other half of a double click
            if document is None:
                raise
    return returning.form_of(session, document)


def _sent_without_cart(session: PunchOutSession) -> DocumentRecord | None:
    documents = DocumentRecord.objects.filter(session=session, session__state=State.CANCELLED)
    found: DocumentRecord | None = documents.filter(direction=DocumentRecord.Direction.OUT).first()
    return found


def _write_cancel(session: PunchOutSession, base_url: str) -> DocumentRecord:
    _check_open(session)
    document = returning.write(session, unchanged_message(session, _currency(session)), _host(base_url))
    with transaction.atomic():
        _close(session, State.CANCELLED, "The buyer went back without a cart.")
        document.save(force_insert=True)
    return document


def _currency(session: PunchOutSession) -> str:
    """Of the cart that stays behind; XXX, *no currency*, where Saleor cannot tell: going back must always work."""
    try:
        checkout = hasty_client_for(session.partner).read_checkout(session.checkout_id)
    except GatewayError:
        return "XXX"
    return checkout.currency if checkout else "XXX"


def _check_open(session: PunchOutSession) -> None:
    if session.state != State.STARTED or session.expires_at <= timezone.now():
        raise CartRefused(
            f"This PunchOut session is {session.get_state_display().lower()}. Punch out again from your procurement"
            " system.",
            "SESSION_CLOSED",
            session,
        )


def _usable(checkout: Checkout | None, session: PunchOutSession) -> Checkout:
    if checkout is None:
        raise CartRefused("The cart does not exist any more. Punch out again.", "CHECKOUT_NOT_FOUND", session)
    if checkout.channel != session.partner.channel:
        raise CartRefused("The cart belongs to another channel of the shop.", "CHECKOUT_NOT_FOUND", session)
    return checkout


def _take_snapshot(session: PunchOutSession, seen: Preview, host: str) -> Cart:
    checkout, message = seen.checkout, seen.fitted.message
    cart = Cart(
        session=session,
        currency=checkout.currency,
        total=net_total(checkout),
        lines=[_kept(item, line) for item, line in zip(message.items, checkout.lines, strict=True)],
        delivery_method=checkout.delivery_method[:200],
        warnings=_as_rows(seen.warnings),
    )
    return _store(session, cart, returning.write(session, message, host))


def _as_rows(warnings: tuple[CartWarning, ...]) -> list[dict[str, Any]]:
    return [asdict(warning) for warning in warnings]


def _store(session: PunchOutSession, cart: Cart, document: DocumentRecord) -> Cart:
    """Keep the snapshot; of two at once the first one counts and both browsers post the same document."""
    try:
        with transaction.atomic():
            _close(session, State.RETURNED, "The cart went back to procurement.")
            document.save(force_insert=True)
            cart.document = document
            cart.save(force_insert=True)
    except (IntegrityError, CartRefused):
        stored: Cart | None = Cart.objects.filter(session=session).select_related("document").first()
        if stored is None:
            raise
        return stored
    return cart


def _close(session: PunchOutSession, state: str, reason: str) -> None:
    open_session = PunchOutSession.objects.filter(pk=session.pk, state=State.STARTED)
    if not open_session.update(state=state, reason=reason, closed_at=timezone.now()):
        raise CartRefused("This PunchOut session was closed in another window.", "SESSION_CLOSED", session)
    session.refresh_from_db(fields=["state", "reason", "closed_at"])


def _kept(item: ItemIn, line: CheckoutLine) -> dict[str, Any]:
    price = item.detail.unit_price
    return {
        "number": item.line_number,
        "variant": line.variant_id,
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "unit_price": lexical.plain(price.amount) if price else None,
        "total": lexical.plain(line.net),
        "unit": item.detail.unit_of_measure,
        "auxiliary_id": item.item_id.supplier_part_auxiliary_id,
    }


def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or "punchout"


def empty_checkout(session: PunchOutSession) -> None:
    """Take the lines out of the checkout of a visit that is over, so that nobody completes it by card."""
    client = client_for(session.partner)
    checkout = client.read_checkout(session.checkout_id)
    if checkout and checkout.lines:
        client.delete_checkout_lines(checkout.id, [line.id for line in checkout.lines])
    PunchOutSession.objects.filter(pk=session.pk).update(emptied_at=timezone.now())


def empty_checkouts() -> None:
    """Those of the last day that no task emptied, newest first; for the sweep. A cart that was abandoned within that
    day gets another one."""
    now, day = timezone.now(), timedelta(days=1)
    returned = now - timedelta(days=settings.abandoned_days)  # before it was abandoned
    over = (State.RETURNED, State.ORDERED, State.CANCELLED)
    lately = Q(state__in=over, closed_at__range=(now - day, now - timedelta(seconds=30)))  # a task may be on its way
    abandoned = Q(state=State.ABANDONED, closed_at__range=(returned - day, returned))
    closed = PunchOutSession.objects.filter(lately | abandoned, emptied_at=None)
    for session in closed.exclude(checkout_id="").order_by("-closed_at").select_related("partner__installation")[:20]:
        try:
            empty_checkout(session)
        except GatewayError as error:
            logger.warning("The checkout of session %s is not empty yet: %s", session.key, error.message)
            if isinstance(error, SaleorUnreachable):
                return
