"""How a mutation says no: by an entry in ``errors``, after everything that it did is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import graphene
from django.db import transaction

from saleor_punchout.sandbox.saleor.lists import optional_list_of


class Refused(Exception):  # it is an answer, not a fault
    """The entry of ``errors`` that a mutation ends with. ``code`` must be one of the mutation's own error codes."""

    def __init__(
        self,
        code: str,
        message: str,
        field: str | None = None,
        variants: list[str] | None = None,
        order_lines: list[str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field
        self.variants, self.order_lines = variants, order_lines


def error_type(name: str, codes: str, *, ids: str = "") -> Any:
    """The error type of a family of mutations, with the enum of its codes. ``ids`` names its lists of ids."""
    enum = graphene.Enum(f"{name}Code", [(code, code) for code in codes.split()])
    fields = {"field": graphene.String(), "message": graphene.String(), "code": graphene.NonNull(enum)}
    fields |= {name: optional_list_of(graphene.ID) for name in ids.split()}
    return type(name, (graphene.ObjectType,), fields)


class ShopMutation(graphene.Mutation):
    """A mutation, in one transaction. Subclasses declare ``errors`` and their payload, and implement ``act``."""

    act: ClassVar[Callable[..., dict[str, Any]]]
    """Do for the caller what the arguments say, and return the fields of the payload.

    Raises :class:`Refused` or PermissionDenied.
    """

    class Meta:
        abstract = True

    @classmethod
    def mutate(cls, root: None, info: Any, **given: Any) -> ShopMutation:
        try:
            with transaction.atomic():
                return cls(errors=[], **cls.act(info.context, **given))
        except Refused as refusal:
            return cls(errors=[vars(refusal)])  # not the exception itself: graphql-core would raise it
