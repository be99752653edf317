"""Buyers: who shops for a trading partner, and which customer of the shop he is.

A buyer is known by what his procurement system calls him, and that per trading partner: nobody is taken for a customer
of the shop because an e-mail address is the same. Only staff can say so, by linking the two.
"""

from __future__ import annotations

import hashlib
import unicodedata

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from saleor_punchout.exceptions import SaleorRefused
from saleor_punchout.flows.saleor import hasty_client_for
from saleor_punchout.gateway.mapping import Customer
from saleor_punchout.models import Buyer, PunchOutSession, TradingPartner

PARTNER = "punchout.partner"
"""Private metadata of the customers that we make: the slug of their trading partner."""


def buyer_key(named: str) -> str:
    """A login or an e-mail address as it is compared: blanks around, upper and lower case make no difference."""
    return unicodedata.normalize("NFC", named.replace("\0", "")).strip().lower()[:254]


def meet(session: PunchOutSession) -> Buyer | None:
    """The buyer of a visit that begins, new or come again; None where neither a login nor an address is known."""
    key = buyer_key(session.user_unique_name) or buyer_key(session.user_email)
    if not key:
        return None
    seen = {"name": session.user_name, "email": session.user_email.strip(), "last_seen_at": timezone.now()}
    buyer: Buyer = Buyer.objects.update_or_create(partner=session.partner, key=key, defaults=seen)[0]
    if buyer.first_seen_at is None:
        buyer.first_seen_at = buyer.last_seen_at
        buyer.save(update_fields=["first_seen_at"])
    return buyer


def reserved_address(buyer: Buyer) -> str:
    """An e-mail address for a customer who has none, the same at every visit.

    Nothing is ever delivered to it: the domain ``invalid`` is reserved for that (RFC 2606 §2).
    """
    name = hashlib.sha256(f"{buyer.partner.slug}:{buyer.key}".encode()).hexdigest()[:16]
    company = buyer.partner.slug.lower().replace("_", "-").strip("-") or "partner"
    return f"buyer-{name}@{company}.punchout.invalid"


def keep_customer(buyer: Buyer, customer_id: str) -> bool:
    """Remember the customer whom we made for this buyer; False where he is another buyer's."""
    try:
        with transaction.atomic():
            Buyer.objects.filter(pk=buyer.pk, is_linked=False).update(customer_id=customer_id)
    except IntegrityError:
        return False
    return True


def link(partner: TradingPartner, named: str, customer_id: str) -> Buyer:
    """Say that a buyer, also one who has not come yet, is this customer of the shop.

    Raises ValidationError, per field, for a customer whom nobody may shop as, and :class:`GatewayError`.
    """
    key = buyer_key(named)
    if not key:
        raise ValidationError({"buyer": "Write the login, or where there is none the e-mail address, of the buyer."})
    customer = _linkable(partner, customer_id)
    defaults = {"customer_id": customer.id, "is_linked": True}
    buyer: Buyer = Buyer.objects.update_or_create(partner=partner, key=key, defaults=defaults)[0]
    return buyer


def _linkable(partner: TradingPartner, customer_id: str) -> Customer:
    try:
        customer = hasty_client_for(partner).read_customer(customer_id)
    except SaleorRefused:  # no id at all
        customer = None
    if customer is None or not customer.may_shop:
        raise ValidationError(
            {"customer_id": "Saleor has no active customer of this id. Members of staff cannot be linked."}
        )
    others = Buyer.objects.filter(customer_id=customer.id, partner__installation=partner.installation)
    is_elsewhere = others.exclude(partner=partner).exists()
    if is_elsewhere or customer.private_metadata.get(PARTNER, partner.slug) != partner.slug:
        raise ValidationError({"customer_id": "This customer is a buyer of another trading partner; take another one."})
    return customer


def unlink(buyer: Buyer) -> Buyer:
    """Forget the customer whom staff chose; from the next visit on the buyer has one of his own.

    Raises ValidationError where staff chose none.
    """
    if not buyer.is_linked:
        raise ValidationError({"buyer": "This buyer is not linked to a customer."})
    buyer.customer_id, buyer.is_linked = "", False
    buyer.save(update_fields=["customer_id", "is_linked"])
    return buyer


def is_linked(session: PunchOutSession) -> bool:
    """Whether staff linked the buyer of a visit to the customer that the visit has."""
    linked = Buyer.objects.filter(partner=session.partner_id, customer_id=session.customer_id, is_linked=True)
    return bool(linked.exists())
