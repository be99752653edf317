"""How a Saleor connects to us, and by which keys we know it again.

A registration proves nothing by itself: anybody may send one. So only listed addresses are asked at all, and what
counts is what that Saleor answers to whoever shows the token.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.conf import settings
from saleor_punchout.exceptions import ConfigurationError, GatewayError, RegistrationRefused, UnknownKey
from saleor_punchout.flows.local import adopt
from saleor_punchout.gateway import tokens
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import App
from saleor_punchout.gateway.transports import transport_for
from saleor_punchout.host import in_core
from saleor_punchout.models import Installation, PurchaseOrder

logger = logging.getLogger(__name__)

IDENTIFIER = "saleor-punchout"
"""Of our app in every Saleor; no two apps of one Saleor may have the same."""
PERMISSIONS = (
    "HANDLE_CHECKOUTS",
    "MANAGE_CHECKOUTS",
    "MANAGE_ORDERS",
    "HANDLE_PAYMENTS",
    "IMPERSONATE_USER",
    "MANAGE_USERS",
)
"""The least that checkouts, orders and customers need. Articles need none of their own: MANAGE_ORDERS shows even hidden
ones."""
KEYS_LIFETIME = timedelta(minutes=10)
"""After which Saleor is asked whether its keys are still the same."""
KEYS_PAUSE = timedelta(minutes=1)
"""Between two such questions, however many signatures name a key that we do not have."""

T = TypeVar("T")


def register(api_url: str, token: str) -> Installation:
    """Take in a Saleor that installs us; one that we know keeps its partners, and its waiting orders are tried at once.

    Raises :class:`RegistrationRefused`, and then nothing has changed.
    """
    if in_core():
        return adopt(api_url, token, IDENTIFIER)
    _demand_listed(api_url)
    try:
        app = _introduce(api_url, token)
    except (GatewayError, ConfigurationError) as error:
        raise RegistrationRefused(error.message, "UNKNOWN_APP_ID", 401) from error
    if app.identifier != IDENTIFIER:
        raise RegistrationRefused("The token belongs to another app of that Saleor.", "UNKNOWN_APP_ID", 401)
    try:
        keys = tokens.fetch_keys(api_url)
    except GatewayError as error:
        raise RegistrationRefused(error.message, "JWKS_NOT_AVAILABLE", 401) from error
    return _keep(api_url, token, _known(app) | _fetched(keys))


def connect(api_url: str, token: str) -> str:
    """Take in the Saleor that whoever runs us names. Gives what went wrong, or nothing: it is kept even while it does
    not answer, for it may be the one that starts later."""
    learned: dict[str, Any] = {"trouble": ""}
    trouble = ""
    # Addresses that were named before, never answered, and have nobody to serve: slips of the pen.
    Installation.objects.filter(app_id="", partners=None).exclude(api_url=api_url).delete()
    try:
        learned = _known(_introduce(api_url, token))
        learned |= _fetched(tokens.fetch_keys(api_url))
    except (GatewayError, ConfigurationError) as error:
        trouble = error.message
    _keep(api_url, token, learned)
    return trouble


def uninstall(installation: Installation, app_id: str) -> None:
    """Forget the token of an app that Saleor deleted, unless it was installed anew meanwhile. Partners stay."""
    ended = Installation.objects.filter(pk=installation.pk, app_id=app_id).update(
        is_active=False, sealed_token="", trouble="The app was uninstalled in Saleor. Install it again."
    )
    if ended:
        _tell_partners(installation)


def _tell_partners(installation: Installation) -> None:
    """Partners are kept in memory, and their Saleor with them, until they change."""
    installation.partners.update(updated_at=timezone.now())


def find(api_url: str) -> Installation | None:
    """The Saleor of that address, where our app is installed."""
    found: Installation | None = Installation.objects.filter(api_url=api_url, is_active=True).first()
    return found if api_url else None


def checked(installation: Installation, check: Callable[[tokens.Keys], T]) -> T:
    """What ``check`` gives for that Saleor's public keys: once more with fresh ones where it raises UnknownKey."""
    _refresh(installation, KEYS_LIFETIME)
    try:
        return check(installation.jwks)
    except UnknownKey:
        _refresh(installation, KEYS_PAUSE)
        return check(installation.jwks)


def _refresh(installation: Installation, age: timedelta) -> None:
    """Ask for the keys unless somebody did within ``age``. The time is written before, so that of any number of
    callers one goes and none is faster for a Saleor that does not answer."""
    before = timezone.now() - age
    if installation.jwks_fetched_at and installation.jwks_fetched_at > before:
        return
    row = Installation.objects.filter(pk=installation.pk)
    if row.filter(Q(jwks_fetched_at=None) | Q(jwks_fetched_at__lte=before)).update(jwks_fetched_at=timezone.now()):
        try:
            learned = _fetched(tokens.fetch_keys(installation.api_url))
            if not installation.app_id and installation.token:  # Saleor was away when we started
                learned |= _known(_introduce(installation.api_url, installation.token))
            row.update(**learned)
        except (GatewayError, ConfigurationError) as error:
            logger.warning("The keys of %s stay as they were: %s", installation.api_url, error.message)
    installation.refresh_from_db(fields=["jwks", "jwks_fetched_at", "app_id"])


def _demand_listed(api_url: str) -> None:
    if any(_fits(pattern, api_url) for pattern in settings.saleor_urls):
        return
    raise RegistrationRefused(
        f"{api_url[:200]!r} may not connect. If it is yours, whoever runs PunchOut writes:"
        " PUNCHOUT_SALEOR_URLS=https://shop.example.com/graphql/ with its address as Saleor tells it.",
        "SALEOR_URL_PROHIBITED",
    )


def _fits(pattern: str, api_url: str) -> bool:
    return bool(re.fullmatch(re.escape(pattern).replace(r"/\*\.", r"/[a-z0-9-]+\."), api_url))


def _introduce(api_url: str, token: str) -> App:
    """Whom that Saleor takes us for. Asked once: it waits for our answer meanwhile."""
    return SaleorClient(transport_for(api_url, token), pauses=()).read_app()


def _known(app: App) -> dict[str, Any]:
    missing = [permission for permission in PERMISSIONS if permission not in app.permissions]
    trouble = f"The app lacks {', '.join(missing)}. Grant it in Saleor." if missing else ""
    return {"app_id": app.id, "saleor_version": app.saleor_version[:20], "trouble": trouble}


def _fetched(keys: dict[str, Any]) -> dict[str, Any]:
    return {"jwks": keys, "jwks_fetched_at": timezone.now()}


def _keep(api_url: str, token: str, learned: dict[str, Any]) -> Installation:
    now = timezone.now()
    access = {"sealed_token": vault.seal(token), "is_active": True, "connected_at": now}
    installation: Installation
    with transaction.atomic():
        installation, _ = Installation.objects.update_or_create(api_url=api_url, defaults=access | learned)
        waiting = PurchaseOrder.objects.filter(state=PurchaseOrder.State.RECEIVED, next_attempt_at__gt=now)
        waiting.filter(partner__installation=installation).update(next_attempt_at=now)
        _tell_partners(installation)
    return installation
