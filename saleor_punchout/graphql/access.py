"""Who may ask what. The host says which of Saleor's permissions a request has; here they are demanded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from graphql import ResolveInfo
from graphql.error import GraphQLError

MANAGE_ORDERS = "MANAGE_ORDERS"
"""Sessions, documents and purchase orders."""
MANAGE_USERS = "MANAGE_USERS"
"""Trading partners and their credentials, for they say who may act as whom."""


class PermissionDenied(GraphQLError):
    """Answered as Saleor answers it: beside the data, with the code ``PermissionDenied``."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"To access this path, you need the following permission: {permission}")
        self.extensions = {"exception": {"code": "PermissionDenied"}}


def permissions(info: ResolveInfo) -> frozenset[str]:
    """Names from Saleor's permission enum; empty for a shopper."""
    return getattr(info.context, "punchout_permissions", frozenset())


def demand(info: ResolveInfo, permission: str) -> None:
    """Raise :class:`PermissionDenied` unless the caller has the permission."""
    if permission not in permissions(info):
        raise PermissionDenied(permission)


def needs(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a resolver."""

    def guarded(resolve: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(resolve)
        def resolve_for_staff(root: Any, info: ResolveInfo, **arguments: Any) -> Any:
            demand(info, permission)
            return resolve(root, info, **arguments)

        return resolve_for_staff

    return guarded
