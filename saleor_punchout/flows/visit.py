"""The buyer's visit: from the start link to the storefront, and what the storefront may know of it.

Three things that a browser carries are told apart: the *start token* in the link that procurement opens, the *code*
that the storefront redeems from its own server within a minute, and the *session token* with which the storefront
returns the cart. In Saleor's own process the storefront gets a fourth, the *login code*, where the buyer has a customer
account; see :mod:`saleor_punchout.flows.account`. Each is random, stored as a fingerprint only, and all but the session
token work once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.conf import settings
from saleor_punchout.exceptions import LinkSpent, PunchOutError, SaleorForbids
from saleor_punchout.flows import account
from saleor_punchout.flows.checkout import open_checkout
from saleor_punchout.flows.landing import FRONT_PAGE, path_for
from saleor_punchout.flows.saleor import hasty_client_for, note_trouble
from saleor_punchout.host import in_core
from saleor_punchout.models import PunchOutSession

State = PunchOutSession.State


def find_start(token: str) -> PunchOutSession:
    """The session of a start link that could still be used, to show its start page; nothing is spent.

    Raises :class:`LinkSpent` for every link that cannot.
    """
    links = (_waiting(token), _halted(token))
    found = (sessions.select_related("partner").first() for sessions in links)
    session: PunchOutSession | None = next(filter(None, found), None)
    if session is None:
        raise LinkSpent(
            "This link was used or has expired. Go back to your procurement system and punch out again.",
            _once(start_token=vault.fingerprint(token)),
        )
    return session


def _once(**known: str) -> PunchOutSession | None:
    """The visit that a dead link or code belonged to, for the journal."""
    session: PunchOutSession | None = PunchOutSession.objects.filter(**known).select_related("partner").first()
    return session


def start(token: str) -> str:
    """Spend a start link: make the checkout and return the storefront's address, with a code, for a redirect.

    The address is empty where a part of the cart could not be made again: the buyer shall read that first, and the link
    leads on from there. Of any number of simultaneous calls one succeeds. Where Saleor fails, the link works again.
    """
    session = find_start(token)
    if session.state == State.STARTED:
        return _send_to_storefront(session)
    if not _waiting(token).update(state=State.STARTED, started_at=timezone.now()):
        raise LinkSpent("This link is being used in another window.", session)
    try:
        client = hasty_client_for(session.partner)
        session.checkout_id, unknown = open_checkout(session, client)
        session.path = path_for(session, client)
        session.customer_id, guest = account.give_checkout(session, client)
    except Exception as error:
        _waiting_again(session, error)
        if isinstance(error, SaleorForbids):
            note_trouble(session.partner.installation, error.message)
        raise
    session.reason = " ".join(filter(None, [*session.left_out, unknown, guest]))
    if not session.left_out:
        return _send_to_storefront(session)
    _keep(session, start_expires_at=timezone.now() + settings.start_lifetime)
    return ""


def _waiting(token: str) -> QuerySet[PunchOutSession]:
    """The session that waits for this token, as a query: none, where a newer request of the same visit replaced it."""
    now = timezone.now()
    sessions = PunchOutSession.objects.filter(
        start_token=vault.fingerprint(token), state=State.REQUESTED, start_expires_at__gt=now
    )
    return sessions.exclude(pk__in=_replaced(sessions))


def _halted(token: str) -> QuerySet[PunchOutSession]:
    """The session whose buyer reads what is missing in his cart, as a query: there is a checkout, and no code yet."""
    sessions = PunchOutSession.objects.filter(
        start_token=vault.fingerprint(token), state=State.STARTED, code=None, start_expires_at__gt=timezone.now()
    )
    return sessions.exclude(checkout_id="")


def _replaced(sessions: QuerySet[PunchOutSession]) -> list[int]:
    """Of a double click only the newest link lives: same partner, same user, same cookie."""
    session = sessions.first()
    if session is None or not session.buyer_cookie:
        return []
    newer = PunchOutSession.objects.filter(
        partner_id=session.partner_id,
        buyer_cookie=session.buyer_cookie,
        user_unique_name=session.user_unique_name,
        user_email=session.user_email,
        pk__gt=session.pk,
    )
    return [session.pk] if newer.exists() else []


def _waiting_again(session: PunchOutSession, error: Exception) -> None:
    cause = error.message if isinstance(error, PunchOutError) else f"an error on our side, {type(error).__name__}"
    PunchOutSession.objects.filter(pk=session.pk).update(
        state=State.REQUESTED, started_at=None, reason=f"The checkout could not be made: {cause}"
    )


def _send_to_storefront(session: PunchOutSession) -> str:
    code = vault.new_token()
    _keep(session, code=vault.fingerprint(code), code_expires_at=timezone.now() + settings.code_lifetime)
    address = urlsplit(str(session.partner.storefront_url))
    query = "&".join(filter(None, [address.query, urlencode({"code": code})]))
    return address._replace(query=query).geturl()


def _keep(session: PunchOutSession, **more: Any) -> None:
    """Write what the start found, once: a second window finds a code there."""
    written = PunchOutSession.objects.filter(pk=session.pk, state=State.STARTED, code=None).update(
        checkout_id=session.checkout_id,
        customer_id=session.customer_id,
        prefill=session.prefill,
        path=session.path,
        reason=session.reason,
        **more,
    )
    if not written:
        raise LinkSpent("This link is being used in another window.", session)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a storefront learns for a code."""

    session: PunchOutSession
    token: str
    """Bearer of the session from here on; known to nobody else, for only its fingerprint is stored."""
    return_url: str
    cancel_url: str
    login_code: str
    """Logs the buyer in, once, within a minute; empty where there is no account or we are not in Saleor's process."""
    path: str
    """Where in the storefront the buyer begins: a path of its own, with one slash in front."""
    max_age: int
    """Seconds until the session expires."""


def redeem(code: str, base_url: str) -> Visit:
    """Spend a code, once, within its minute. Raises :class:`LinkSpent` for every other code."""
    now, token = timezone.now(), vault.new_token()
    spendable = PunchOutSession.objects.filter(
        code=vault.fingerprint(code), token=None, state=State.STARTED, code_expires_at__gt=now
    )
    session = spendable.select_related("partner").first()
    login_code = vault.new_token() if session and session.customer_id and in_core() else ""
    kept = {"token": vault.fingerprint(token), "login_code": vault.fingerprint(login_code) if login_code else None}
    if session is None or not spendable.update(code_expires_at=now + settings.code_lifetime, **kept):
        raise LinkSpent(
            "This code was used or has expired. Go back to your procurement system and punch out again.",
            _once(code=vault.fingerprint(code)),
        )
    return Visit(
        session=session,
        token=token,
        return_url=f"{base_url}/return/{token}",
        cancel_url=f"{base_url}/cancel/{token}",
        login_code=login_code,
        path=session.path or FRONT_PAGE,
        max_age=max(0, int((session.expires_at - now).total_seconds())),
    )


def find_session(token: str) -> PunchOutSession:
    """The session of a session token, in whatever state. Raises :class:`LinkSpent` where there is none."""
    sessions = PunchOutSession.objects.filter(token=vault.fingerprint(token)).select_related("partner")
    session: PunchOutSession | None = sessions.first()
    if session is None:
        raise LinkSpent("This link belongs to no PunchOut session. Punch out again from your procurement system.")
    return session


def expire_sessions() -> int:
    """Close what nobody started or returned in time; for the sweep."""
    now = timezone.now()
    waiting = PunchOutSession.objects.filter(state=State.REQUESTED, start_expires_at__lte=now)
    shopping = PunchOutSession.objects.filter(state=State.STARTED, expires_at__lte=now)
    closed = {"state": State.EXPIRED, "closed_at": now}
    return int(
        # Whoever came and was not let in leaves a reason, which is worth more than the time that has passed since.
        waiting.exclude(reason="").update(state=State.FAILED, closed_at=now)
        + waiting.update(**closed, reason="The buyer did not open the start link in time.")
        + shopping.update(**closed, reason="The buyer did not return a cart in time.")
    )


def abandon_carts() -> int:
    """Close what went back and was never ordered; for the sweep. An order that comes later is taken all the same.

    A cart that a later visit edited and returned lives on in that one.
    """
    days = settings.abandoned_days
    before = timezone.now() - timedelta(days=days)
    returned = PunchOutSession.objects.filter(
        state=State.RETURNED,
        closed_at__lte=before,
        expires_at__lte=before + settings.session_lifetime,  # follows from the other, and has an index
    )
    waiting = returned.filter(purchase_orders=None, orders_beside=None).exclude(
        children__state__in=(State.RETURNED, State.ORDERED)
    )
    # The state once more: an order may come between finding and closing.
    found = PunchOutSession.objects.filter(
        pk__in=list(waiting.values_list("pk", flat=True)[:500]), state=State.RETURNED
    )
    return int(found.update(state=State.ABANDONED, reason=f"No order came in {days} days after the cart went back."))
