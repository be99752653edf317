"""Who asks: the app that holds the token, or an anonymous shopper. There are no customers and no staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.crypto import constant_time_compare


@dataclass(frozen=True, slots=True)
class Caller:
    """The context of every resolver."""

    is_app: bool = False
    """Holds every permission that real Saleor would tell apart."""

    def demand(self, permission: str) -> None:
        """Raise PermissionDenied, which Saleor answers as an error beside the data, unless the app asks."""
        if not self.is_app:
            raise PermissionDenied(f"To access this path, you need the following permission: {permission}")


def caller_of(token: str) -> Caller:
    """Whoever shows this app token. A wrong one is as good as none."""
    expected = getattr(settings, "PUNCHOUT_SANDBOX_TOKEN", "")
    return Caller(is_app=bool(expected) and constant_time_compare(token, expected))


def needs(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate the resolver of a field that only the app may read."""

    def guarded(resolve: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(resolve)
        def resolve_for_app(root: Any, info: Any, **arguments: Any) -> Any:
            info.context.demand(permission)
            return resolve(root, info, **arguments)

        return resolve_for_app

    return guarded
