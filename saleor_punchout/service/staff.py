"""Who is staff at the service: whoever shows the staff token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from saleor_punchout.conf import settings
from saleor_punchout.graphql.access import MANAGE_ORDERS, MANAGE_USERS


def with_staff_token(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Grant staff's permissions to a request with ``Authorization: Bearer`` and the token of the settings."""

    def granting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        shown = token.strip() if scheme.lower() == "bearer" else ""
        is_staff = bool(settings.staff_token) and constant_time_compare(shown, settings.staff_token)
        request.punchout_permissions = frozenset({MANAGE_ORDERS, MANAGE_USERS} if is_staff else ())
        return view(request, *args, **kwargs)

    # Django asks a view function itself whether it is exempt.
    granting.csrf_exempt = True  # type: ignore[attr-defined]
    return granting
