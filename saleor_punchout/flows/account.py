"""Whom a visit's checkout belongs to, and who may log in as him.

A trading partner names its buyers by e-mail address, and could name anybody's. So no checkout is given to, and nobody
is logged in as, a customer whom we did not make for this very partner: the mark in the private metadata of the
customer, which only staff and apps can write, tells. Members of staff are left alone even with the mark. Neither is a
customer who has confirmed his address: that happens when he sets a password of his own, and from then on the account is
a person's, not a purchasing department's.

Whoever gets no customer shops as a guest, which needs no account, and the session says why.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.exceptions import LinkSpent, SaleorForbids, SaleorRefused
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Customer
from saleor_punchout.models import PunchOutSession, TradingPartner

PARTNER = "punchout.partner"
"""Private metadata of our customers: the slug of their trading partner."""

Policy = TradingPartner.AccountPolicy


def give_checkout(session: PunchOutSession, client: SaleorClient) -> tuple[str, str]:
    """Give the visit's checkout to the customer whom the partner's policy names: his id, else empty and why."""
    try:
        customer, why = _customer_for(session, client)
        if customer:
            client.attach_customer(session.checkout_id, customer)
    except (SaleorRefused, SaleorForbids) as error:
        return "", f"The buyer shops as a guest: {error.message}"
    return customer, why


def _customer_for(session: PunchOutSession, client: SaleorClient) -> tuple[str, str]:
    if session.partner.account_policy == Policy.GUEST:
        return "", ""
    email = _email_for(session)
    if not email:
        return "", "The buyer shops as a guest: no e-mail address is known."
    customer = client.find_customer(email) or _make(session, email, client)
    if customer is None or not _is_ours(customer, session.partner):
        return "", f"The buyer shops as a guest: {email} is an account of the shop's own, not one of this partner's."
    return customer.id, ""


def _email_for(session: PunchOutSession) -> str:
    is_shared = session.partner.account_policy == Policy.SHARED
    return str(session.partner.default_email if is_shared else session.user_email)


def _make(session: PunchOutSession, email: str, client: SaleorClient) -> Customer | None:
    """A new customer with our mark; None where the address is taken by somebody whom we cannot see: staff."""
    try:
        return client.create_customer(email, _name_for(session), {PARTNER: session.partner.slug})
    except SaleorRefused as error:
        if error.code != "UNIQUE":
            raise
        return client.find_customer(email)  # made by another visit of the same moment


def _name_for(session: PunchOutSession) -> tuple[str, str]:
    """First and last name."""
    if session.partner.account_policy == Policy.SHARED:
        return "", str(session.partner.name)
    first, _, last = session.user_name.rpartition(" ")
    return first, last


def _is_ours(customer: Customer, partner: TradingPartner) -> bool:
    return (
        customer.is_active
        and not customer.is_staff
        and not customer.is_confirmed
        and customer.private_metadata.get(PARTNER) == partner.slug
    )


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
