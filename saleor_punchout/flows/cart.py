"""The cart on its way back: read from Saleor, kept as it is, written as a document, handed to the browser as a form.

What went back is never computed again. Whoever asks twice gets the same document with the same payloadID: a browser
that failed to post may try again, and a cart that changed meanwhile needs a new visit.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from saleor_punchout import __version__, vault
from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.envelope import new_payload_id
from saleor_punchout.documents.cxml.form import FormField, form_field
from saleor_punchout.documents.cxml.punchout import write_order_message
from saleor_punchout.documents.types import (
    Charge,
    Classification,
    Credential,
    Header,
    ItemDetail,
    ItemID,
    ItemIn,
    Money,
    PunchOutOrderMessage,
    Status,
)
from saleor_punchout.exceptions import CartRefused, GatewayError, SaleorUnreachable
from saleor_punchout.flows import journal
from saleor_punchout.flows.saleor import client_for, hasty_client_for
from saleor_punchout.gateway.mapping import Checkout, CheckoutLine
from saleor_punchout.models import Cart, DocumentRecord, PunchOutSession

logger = logging.getLogger(__name__)

State = PunchOutSession.State
UNIT_DECIMALS = Decimal("0.0001")
"""Prices travel with at most four decimals: Jaggaer takes no more."""


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """What the buyer's browser posts to procurement."""

    action: str
    field: FormField
    method: str = "POST"
    target: str = "_self"


def preview(session: PunchOutSession) -> Checkout:
    """The cart as it would go back now. Raises :class:`CartRefused` where it could not."""
    _check_open(session)
    checkout = hasty_client_for(session.partner).read_checkout(session.checkout_id)
    return _usable(checkout, session)


def transfer(session: PunchOutSession, base_url: str) -> tuple[ReturnForm, Cart]:
    """Take the snapshot, write the PunchOutOrderMessage, close the session.

    Repeated for a session that was returned, it gives the same form. Raises :class:`CartRefused`.
    """
    cart = Cart.objects.filter(session=session).select_related("document").first()
    if cart is None:
        cart = _take_snapshot(session, preview(session), _host(base_url))
    return _form(session, cart.document), cart


def cancel(session: PunchOutSession, base_url: str) -> ReturnForm:
    """End the visit without change: status 204 and no items, never an empty cart, which would delete lines.

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
    return _form(session, document)


def _sent_without_cart(session: PunchOutSession) -> DocumentRecord | None:
    documents = DocumentRecord.objects.filter(session=session, session__state=State.CANCELLED)
    found: DocumentRecord | None = documents.filter(kind="PunchOutOrderMessage").first()
    return found


def _write_cancel(session: PunchOutSession, base_url: str) -> DocumentRecord:
    _check_open(session)
    message = PunchOutOrderMessage(
        buyer_cookie=session.buyer_cookie,
        operation_allowed="create",
        total=Money(Decimal("0.00"), _currency(session)),
        status=Status(204, "No Content"),
    )
    document = _written(session, message, _host(base_url))
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
    if not checkout.lines:
        raise CartRefused("The cart is empty. Add something, or go back without a cart.", "EMPTY_CART")
    return checkout


def _take_snapshot(session: PunchOutSession, checkout: Checkout, host: str) -> Cart:
    items, warnings = _items(session, checkout)
    total = sum((line.net for line in checkout.lines), Decimal(0))
    document = _written(session, _message(session, checkout, items, total), host)
    cart = Cart(
        session=session,
        currency=checkout.currency,
        total=total,
        lines=[_kept(item, line) for item, line in zip(items, checkout.lines, strict=True)],
        delivery_method=checkout.delivery_method[:200],
        warnings=warnings,
    )
    return _store(session, cart, document)


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


def _items(session: PunchOutSession, checkout: Checkout) -> tuple[list[ItemIn], list[str]]:
    warnings: list[str] = []
    items = [_item(session, number, line, checkout.currency, warnings) for number, line in enumerate(checkout.lines, 1)]
    return items, list(dict.fromkeys(warnings))


def _item(session: PunchOutSession, number: int, line: CheckoutLine, currency: str, warnings: list[str]) -> ItemIn:
    price = unit_price(line, currency)
    if lexical.rounded(price * line.quantity, currency) != lexical.rounded(line.net, currency):
        warnings.append(f"{line.sku}: {line.quantity} × {price} is not {line.net}; the difference is rounding.")
    return ItemIn(
        line_number=number,
        quantity=Decimal(line.quantity),
        item_id=ItemID(line.sku, auxiliary_id(session, number)),
        detail=ItemDetail(
            unit_price=Money(price, currency),
            description=line.name,
            unit_of_measure=line.article.get("unit") or session.partner.default_unit,
            classifications=(_classification(session, line, warnings),),
            manufacturer_part_id=line.article.get("manufacturer_part_id", ""),
            manufacturer_name=line.article.get("manufacturer_name", ""),
            lead_time=_days(line.article.get("lead_time", "")),
        ),
    )


def unit_price(line: CheckoutLine, currency: str) -> Decimal:
    """The net price of one unit, from the exact total of the line: Saleor shows unit prices rounded to cents."""
    return lexical.priced((line.net / line.quantity).quantize(UNIT_DECIMALS), currency)


def _classification(session: PunchOutSession, line: CheckoutLine, warnings: list[str]) -> Classification:
    """At least one is required. Without a UNSPSC code the shop's own category is the honest one."""
    code = line.article.get("unspsc") or session.partner.default_unspsc
    if code:
        return Classification("UNSPSC", code)
    warnings.append(f"{line.sku} has no UNSPSC code; the shop's category went instead.")
    return Classification("Category", line.category or "none")


def _days(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def auxiliary_id(session: PunchOutSession, number: int) -> str:
    """Our own name of a line, signed: it comes back on the order and finds the cart by itself.

    Letters, digits, ``/`` and ``-`` only and far below 50 characters, which every system keeps.
    """
    name = f"{session.key}/{number}"
    return f"{name}-{vault.sign(name)}"


def read_auxiliary_id(text: str) -> tuple[str, int] | None:
    """Session key and line number of an id that is ours, else None. Blanks and case may have changed on the way."""
    name, _, signature = "".join(text.split()).lower().rpartition("-")
    key, _, number = name.partition("/")
    if not (key and number.isascii() and number.isdigit() and vault.is_signed(name, signature)):
        return None
    return key, int(number)


def _message(session: PunchOutSession, checkout: Checkout, items: list[ItemIn], total: Decimal) -> PunchOutOrderMessage:
    shipping = Charge(Money(checkout.shipping_net, checkout.currency), checkout.delivery_method or "Shipping")
    tax = Charge(Money(checkout.tax, checkout.currency), "Tax")
    return PunchOutOrderMessage(
        buyer_cookie=session.buyer_cookie,
        operation_allowed="create",
        total=Money(lexical.rounded(total, checkout.currency), checkout.currency),
        items=tuple(items),
        shipping=shipping if checkout.delivery_method else None,
        tax=tax if checkout.tax else None,
    )


def _written(session: PunchOutSession, message: PunchOutOrderMessage, host: str) -> DocumentRecord:
    payload_id = new_payload_id(host)
    parties = {name: tuple(_credential(one) for one in session.parties[name]) for name in ("from", "to")}
    header = Header(parties["from"], parties["to"], parties["from"], f"saleor-punchout {__version__}")
    language = lexical.language(session.language)
    body = write_order_message(payload_id, header, message, lang=language, is_test=session.is_test)
    return journal.sent(
        "PunchOutOrderMessage", payload_id, body.decode("ascii"), partner=session.partner, session=session
    )


def _credential(stored: Mapping[str, str]) -> Credential:
    return Credential(stored["domain"], stored["identity"], stored["type"])


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


def _form(session: PunchOutSession, document: DocumentRecord) -> ReturnForm:
    name = session.partner.procurement_system.return_field
    return ReturnForm(action=session.return_url, field=form_field(document.body.encode("ascii"), name))


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
    """Those of the last day that no task emptied, newest first; for the sweep."""
    now = timezone.now()
    closed = PunchOutSession.objects.filter(
        state__in=(State.RETURNED, State.ORDERED, State.CANCELLED),
        emptied_at=None,
        closed_at__range=(now - timedelta(days=1), now - timedelta(seconds=30)),  # the task may still be on its way
    )
    for session in closed.exclude(checkout_id="").order_by("-closed_at").select_related("partner__installation")[:20]:
        try:
            empty_checkout(session)
        except GatewayError as error:
            logger.warning("The checkout of session %s is not empty yet: %s", session.key, error.message)
            if isinstance(error, SaleorUnreachable):
                return
