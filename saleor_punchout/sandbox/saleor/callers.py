"""Who asks: the app or the member of staff that shows a token, or an anonymous shopper. There are no customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.crypto import constant_time_compare

APP_PERMISSIONS = (
    "HANDLE_CHECKOUTS",
    "HANDLE_PAYMENTS",
    "IMPERSONATE_USER",
    "MANAGE_CHECKOUTS",
    "MANAGE_ORDERS",
    "MANAGE_USERS",
)
"""What the app may do, unless the setting ``PUNCHOUT_SANDBOX_PERMISSIONS`` names something else."""
ALL_PERMISSIONS = (*APP_PERMISSIONS, "MANAGE_CHANNELS", "MANAGE_SETTINGS")
"""What staff may do."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The context of every resolver."""

    is_app: bool = False
    is_staff: bool = False
    permissions: frozenset[str] = frozenset()

    def demand(self, permission: str) -> None:
        """Raise PermissionDenied, which Saleor answers as an error beside the data, without the permission, or without
        one of several that are joined by `` or ``."""
        held = self.permissions | ({"AUTHENTICATED_APP"} if self.is_app or self.is_staff else set())
        if not held & set(permission.split(" or ")):
            raise PermissionDenied(f"To access this path, you need the following permission: {permission}")


def caller_of(token: str) -> Caller:
    """Whoever shows this token. A wrong one is as good as none."""
    if _is(token, "PUNCHOUT_SANDBOX_TOKEN"):
        granted = getattr(settings, "PUNCHOUT_SANDBOX_PERMISSIONS", APP_PERMISSIONS)
        return Caller(is_app=True, permissions=frozenset(granted))
    if _is(token, "PUNCHOUT_SANDBOX_STAFF_TOKEN"):
        return Caller(is_staff=True, permissions=frozenset(ALL_PERMISSIONS))
    return Caller()


def _is(token: str, setting: str) -> bool:
    expected = getattr(settings, setting, "")
    return bool(expected) and constant_time_compare(token, expected)


def needs(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate the resolver of a field that needs a permission."""

    def guarded(resolve: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(resolve)
        def resolve_for_app(root: Any, info: Any, **arguments: Any) -> Any:
            info.context.demand(permission)
            return resolve(root, info, **arguments)

        return resolve_for_app

    return guarded
