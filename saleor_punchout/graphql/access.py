"""Who may ask what. The host says which of Saleor's permissions a request has; here they are demanded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from graphql import ResolveInfo
from graphql.error import GraphQLError

from saleor_punchout.viewer import Viewer, viewer_of


class PermissionDenied(GraphQLError):
    """Answered as Saleor answers it: beside the data, with the code ``PermissionDenied``."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"To access this path, you need the following permission: {permission}")
        self.extensions = {"exception": {"code": "PermissionDenied"}}


def demand(info: ResolveInfo, permission: str) -> Viewer:
    """The caller. Raises :class:`PermissionDenied` unless it has the permission."""
    viewer = viewer_of(info.context)
    if permission not in viewer.permissions:
        raise PermissionDenied(permission)
    return viewer


def needs(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a resolver."""

    def guarded(resolve: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(resolve)
        def resolve_for_staff(root: Any, info: ResolveInfo, **arguments: Any) -> Any:
            demand(info, permission)
            return resolve(root, info, **arguments)

        return resolve_for_staff

    return guarded
