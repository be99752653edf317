"""The buyer's login without a password: a login code, once, for Saleor's own tokens.

Who may have a code is decided when the visit begins, see :mod:`saleor_punchout.flows.account`; whom a code or a refresh
token logs in is looked at again here, for accounts change. No login outlives the visit by more than minutes: that long
live access tokens, and the refresh token ends when the session does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jwt
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from graphql_relay import from_global_id
from saleor.plugins.base_plugin import ExternalAccessTokens

from saleor_punchout.caller import address_of
from saleor_punchout.exceptions import LinkSpent
from saleor_punchout.flows import account, buyers, journal
from saleor_punchout.flows.local import local_installation
from saleor_punchout.host import writer
from saleor_punchout.models import PunchOutSession

if TYPE_CHECKING:
    from saleor.account.models import User

SESSION_CLAIM = "punchout"
"""Claim of our tokens: the key of the session. ``tokenVerify`` shows it."""
WITHOUT_PASSWORDS = timedelta(minutes=30)
"""Life of an access token where the shop accepts none of its own; Saleor's own live five minutes."""


def obtain(data: dict[str, Any], request: HttpRequest) -> ExternalAccessTokens:
    """Tokens for a login code. Raises ValidationError for every code that is not to be had."""
    with writer():
        try:
            session = account.spend_login_code(str(data.get("code") or ""))
            user = _buyer_of(session)
        except LinkSpent as error:
            raise _refused(error.message, request) from None
        return ExternalAccessTokens(
            token=_access_token(user, session), refresh_token=_refresh(user, session), user=user
        )


def refresh(data: dict[str, Any], request: HttpRequest) -> ExternalAccessTokens:
    """A new access token, as long as the visit lasts. Raises ValidationError."""
    with writer():
        try:
            session = _session_of(str(data.get("refreshToken") or ""))
            user = _buyer_of(session)
        except LinkSpent as error:
            raise _refused(error.message, request) from None
        return ExternalAccessTokens(token=_access_token(user, session), refresh_token=data["refreshToken"], user=user)


def _session_of(token: str) -> PunchOutSession:
    from saleor.core.jwt import JWT_REFRESH_TYPE, get_user_from_payload, jwt_decode

    try:
        payload = jwt_decode(token)
        get_user_from_payload(payload)  # whose tokens were not revoked
    except (jwt.PyJWTError, KeyError):
        payload = {}
    key = payload.get(SESSION_CLAIM) if payload.get("type") == JWT_REFRESH_TYPE else None
    session: PunchOutSession | None = account.open_sessions().filter(key=key).first() if key else None
    if session is None:
        raise LinkSpent("The visit is over, or this is no refresh token of ours. Punch out again.")
    return session


def _buyer_of(session: PunchOutSession) -> User:
    """The customer of a session as he is now. Raises :class:`LinkSpent` where he may not be logged in any more."""
    from saleor.account.models import User

    user: User | None = User.objects.filter(pk=from_global_id(session.customer_id)[1], is_active=True).first()
    if user is None or user.is_staff or user.is_superuser or user.is_confirmed or not _is_the_partners(user, session):
        raise LinkSpent("The customer account of this visit is not the trading partner's alone. Shop as a guest.")
    return user


def _is_the_partners(user: User, session: PunchOutSession) -> bool:
    """Whether we made the customer for this partner, or staff linked the buyer to him and have not undone it."""
    return user.private_metadata.get(buyers.PARTNER) == session.partner.slug or buyers.is_linked(session)


def _access_token(user: User, session: PunchOutSession) -> str:
    from saleor.core import jwt as tokens

    claim = {SESSION_CLAIM: session.key}
    if _accepts_own_tokens():
        return tokens.create_access_token(user, claim)
    return tokens.jwt_encode(tokens.jwt_user_payload(user, tokens.JWT_THIRDPARTY_ACCESS_TYPE, WITHOUT_PASSWORDS, claim))


def _refresh(user: User, session: PunchOutSession) -> str:
    from saleor.core import jwt as tokens

    remaining, claim = session.expires_at - timezone.now(), {SESSION_CLAIM: session.key}
    return tokens.jwt_encode(tokens.jwt_user_payload(user, tokens.JWT_REFRESH_TYPE, remaining, claim))


def _accepts_own_tokens() -> bool:
    """Saleor 3.23 and later can be told to accept no token that stands for a password."""
    from saleor.site.models import SiteSettings

    shop = SiteSettings.objects.get(site_id=django_settings.SITE_ID)
    return getattr(shop, "password_login_mode", "enabled") != "disabled"


def _refused(message: str, request: HttpRequest) -> ValidationError:
    journal.refused("Login", message, status=410, address=address_of(request), installation=local_installation())
    return ValidationError(message, code="invalid")
