"""Whom a visit's checkout belongs to, and who may log in as him.

A trading partner names its buyers, and could name anybody. So no checkout is given to, and nobody is logged in as, a
customer whom we did not make for this very partner: the mark in the private metadata of the customer, which only staff
and apps can write, tells. Members of staff are left alone even with the mark. Neither is a customer who has confirmed
his address: that happens when he sets a password of his own, and from then on the account is a person's, not a
purchasing department's.

Staff may link a buyer to a customer of the shop, see :mod:`saleor_punchout.flows.buyers`. That is their word that the
two are one: his checkouts are given to that customer, confirmed or not, but never to a member of staff. Logged in he is
only while the customer has confirmed nothing: an account with a password is opened by its password.

Whoever gets no customer shops as a guest, which needs no account, and the session says why.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.exceptions import LinkSpent, SaleorForbids, SaleorRefused
from saleor_punchout.flows import buyers
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Customer
from saleor_punchout.models import Buyer, PunchOutSession, TradingPartner

Policy = TradingPartner.AccountPolicy


class _Guest(Exception):  # no error: shopping goes on
    """Why a buyer gets no customer."""


def give_checkout(session: PunchOutSession, client: SaleorClient) -> tuple[str, str]:
    """Give the visit's checkout to the customer whom the partner's policy names: his id, else empty and why."""
    if session.partner.account_policy == Policy.GUEST:
        return "", ""
    find = _shared if session.partner.account_policy == Policy.SHARED else _own
    try:
        customer = find(session, client)
        client.attach_customer(session.checkout_id, customer)
    except _Guest as reason:
        return "", f"The buyer shops as a guest: {reason}"
    except (SaleorRefused, SaleorForbids) as error:
        return "", f"The buyer shops as a guest: {error.message}"
    return customer, ""


def _shared(session: PunchOutSession, client: SaleorClient) -> str:
    """Id of the customer of all buyers."""
    partner = session.partner
    if not partner.default_email:
        raise _Guest("the trading partner has no default e-mail address.")
    return _ours(partner.default_email, ("", partner.name), partner, client).id


def _own(session: PunchOutSession, client: SaleorClient) -> str:
    """Id of the buyer's own customer."""
    buyer = buyers.meet(session)
    if buyer is None:
        raise _Guest("the request names nobody by login or e-mail address.")
    known = client.read_customer(buyer.customer_id) if buyer.customer_id else None
    if buyer.is_linked:
        if known is None or not known.may_shop:
            raise _Guest(f"the customer who was linked to {buyer.key} is gone or may not be shopped as. Link another.")
        return known.id
    if known is None:
        return _first(buyer, client)
    return _checked(known, buyer.email or buyer.key, buyer.partner).id


def _first(buyer: Buyer, client: SaleorClient) -> str:
    """A customer at the buyer's address; where that is another buyer's too, or there is none, at one of our own."""
    first, _, last = (buyer.name or buyer.key).rpartition(" ")
    for email in filter(None, (_usable(buyer.email), buyers.reserved_address(buyer))):
        customer = _ours(email, (first, last), buyer.partner, client)
        if buyers.keep_customer(buyer, customer.id):
            return customer.id
    raise _Guest(f"the customer made for {buyer.key} is another buyer's. Link one to him.")


def _usable(email: str) -> str:
    """The address where Saleor would take it, else an empty string: some systems write a name there."""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def _ours(email: str, name: tuple[str, str], partner: TradingPartner, client: SaleorClient) -> Customer:
    """The customer of that address, who is made where there is none."""
    return _checked(client.find_customer(email) or _make(email, name, partner, client), email, partner)


def _make(email: str, name: tuple[str, str], partner: TradingPartner, client: SaleorClient) -> Customer | None:
    """A new customer with our mark; None where the address is taken by somebody whom we cannot see: staff."""
    try:
        return client.create_customer(email, name, {buyers.PARTNER: partner.slug})
    except SaleorRefused as error:
        if error.code != "UNIQUE":
            raise
        return client.find_customer(email)  # made by another visit of the same moment


def _checked(customer: Customer | None, named: str, partner: TradingPartner) -> Customer:
    if (
        customer is None
        or not customer.may_shop
        or customer.is_confirmed
        or customer.private_metadata.get(buyers.PARTNER) != partner.slug
    ):
        raise _Guest(
            f"{named} is an account of the shop's own, not one of this partner's. Staff may link the two by"
            " punchOutBuyerLink."
        )
    return customer


def spend_login_code(code: str) -> PunchOutSession:
    """The session of a login code, which works once, within its minute. Raises :class:`LinkSpent`."""
    waiting = open_sessions().filter(login_code=vault.fingerprint(code), code_expires_at__gt=timezone.now())
    session: PunchOutSession | None = waiting.select_related("partner__installation").first()
    if session is None or not waiting.update(login_code=None):
        raise LinkSpent("This login code was used or has expired. Punch out again from your procurement system.")
    return session


def open_sessions() -> QuerySet[PunchOutSession]:
    """Visits whose buyer may be logged in: they have a customer, and are not over."""
    started = PunchOutSession.objects.filter(state=PunchOutSession.State.STARTED, expires_at__gt=timezone.now())
    return started.exclude(customer_id="")
