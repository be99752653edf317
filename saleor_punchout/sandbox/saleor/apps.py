"""The one app that there is: whoever holds the sandbox's token."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.sandbox.saleor.callers import ALL_PERMISSIONS, Caller
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.sandbox.saleor.lists import optional_list_of

PermissionEnum = graphene.Enum("PermissionEnum", [(name, name) for name in ALL_PERMISSIONS])


class Permission(graphene.ObjectType):
    code = graphene.NonNull(PermissionEnum)


class App(graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    identifier = graphene.String()
    permissions = optional_list_of(Permission)

    def resolve_id(caller: Caller, info: Any) -> str:
        return global_id("App", 1)

    def resolve_identifier(caller: Caller, info: Any) -> str:
        return "saleor-punchout"

    def resolve_permissions(caller: Caller, info: Any) -> list[Permission]:
        return [Permission(code=name) for name in sorted(caller.permissions)]
