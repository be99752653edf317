"""Who asks us, told by Saleor itself: its staff and its apps, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
from django.http import HttpRequest

from saleor_punchout.flows.local import local_installation
from saleor_punchout.host import writer
from saleor_punchout.viewer import NOBODY, STAFF, Viewer

if TYPE_CHECKING:
    from saleor.account.models import User
    from saleor.app.models import App


def viewer_of(request: HttpRequest) -> Viewer:
    """Whoever Saleor has authenticated; at our own addresses, where it authenticates nobody, whoever brings a token of
    the Dashboard. A customer is nobody here."""
    with writer():
        app, user = getattr(request, "app", None), getattr(request, "user", None)
        if app:
            return _viewer_of_app(app)
        return _viewer_of_user(user or _user_of_dashboard(request))


def _viewer_of_app(app: App) -> Viewer:
    if not app.is_active:
        return NOBODY
    names = frozenset(name.partition(".")[2].upper() for name in app.get_permissions())
    return Viewer(names & STAFF, local_installation())


def _viewer_of_user(user: User | None) -> Viewer:
    if user is None or not (user.is_active and user.is_staff):
        return NOBODY
    names = frozenset(name.upper() for name in user.effective_permissions.values_list("codename", flat=True))
    return Viewer(names & STAFF, local_installation(), email=user.email)


def _user_of_dashboard(request: HttpRequest) -> User | None:
    """The member of staff whom the Dashboard's token names: signed by this Saleor, not expired, made for our app.

    What he may do is read from Saleor as it is now; the token tells how it was a few minutes ago.
    """
    from saleor.core.auth import get_token_from_request
    from saleor.core.jwt import get_user_from_payload, jwt_decode

    token = get_token_from_request(request)
    if not token:
        return None
    try:
        payload = jwt_decode(token)
        return get_user_from_payload(payload) if _is_for_us(payload) else None
    except (jwt.PyJWTError, KeyError):
        return None


def _is_for_us(payload: dict[str, Any]) -> bool:
    from saleor.core.jwt import APP_KEY_FIELD, JWT_SALEOR_OWNER_NAME, JWT_THIRDPARTY_ACCESS_TYPE

    app_id = local_installation().app_id
    return bool(
        app_id
        and payload.get(APP_KEY_FIELD) == app_id
        and payload.get("type") == JWT_THIRDPARTY_ACCESS_TYPE
        and payload.get("owner") == JWT_SALEOR_OWNER_NAME
        and payload.get("is_staff") is True
    )
