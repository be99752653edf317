"""The shape of every mutation: it returns what it changed, and ``errors`` with field, message and code."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from graphene.utils.str_converters import to_camel_case
from graphql import ResolveInfo

from saleor_punchout.caller import address_of
from saleor_punchout.exceptions import (
    CartRefused,
    ConfigurationError,
    Conflict,
    GatewayError,
    LinkSpent,
    PunchOutError,
)
from saleor_punchout.flows import journal
from saleor_punchout.graphql.access import demand
from saleor_punchout.host import writer

logger = logging.getLogger(__name__)

CODES = {
    "CHECKOUT_NOT_FOUND": "The checkout does not exist any more, or is not this session's.",
    "CONFLICT": "The object is not in a state that allows this.",
    "EMPTY_CART": "There is nothing to return.",
    "GRAPHQL_ERROR": "An error on our side.",
    "INSPECT_ONLY": "The visit is there to look at a cart, not to return one.",
    "INVALID": "A value is wrong.",
    "LINK_SPENT": "The code or session token was used, has expired or never existed.",
    "NOT_CARRIED": "The cart holds what procurement must not get otherwise, and could not take as it is.",
    "NOT_FOUND": "There is no such object.",
    "REQUIRED": "A value is missing.",
    "SALEOR_UNAVAILABLE": "Saleor does not answer or refused.",
    "SESSION_CLOSED": "The session was returned, cancelled or has expired.",
    "UNIQUE": "Another object has this value.",
}


PunchOutErrorCode = graphene.Enum(
    "PunchOutErrorCode",
    [(code, code) for code in CODES],
    description=lambda value: CODES[value.name] if value else "Why a mutation did nothing.",
)


class Error(graphene.ObjectType):
    """What kept a mutation from doing anything."""

    class Meta:
        name = "PunchOutError"

    field = graphene.String(description="The input field at fault; null where none is.")
    message = graphene.String(description="What is wrong and what to do.")
    code = graphene.Field(PunchOutErrorCode, required=True)


class NotFound(PunchOutError):
    """An id that names nothing."""


class PunchOutMutation(graphene.Mutation):
    """Subclasses give ``permission`` where one is needed, and ``perform``."""

    class Meta:
        abstract = True

    errors = graphene.List(graphene.NonNull(Error), required=True)
    permission: str = ""

    @classmethod
    @writer()
    def mutate(cls, root: None, info: ResolveInfo, **given: Any) -> PunchOutMutation:
        if cls.permission:
            demand(info, cls.permission)
        try:
            return cls(errors=[], **cls.perform(info, **given))
        except ValidationError as error:
            return cls(errors=list(_of_validation(error)))
        except PunchOutError as error:
            journal.turned_away(cls._meta.name, error, address_of(info.context))
            return cls(errors=[Error(message=cls._told(error), code=_code(error))])

    @classmethod
    def _told(cls, error: PunchOutError) -> str:
        """Staff mend settings and Saleor; shoppers can only wait, and addresses and settings are not theirs to know."""
        if cls.permission or not isinstance(error, ConfigurationError | GatewayError):
            return error.message
        logger.warning("A shopper has to wait: %s", error.message)
        return "The shop does not answer at the moment. Wait a little, then try again."

    @classmethod
    def perform(cls, info: ResolveInfo, **given: Any) -> dict[str, Any]:
        """Do it and return the fields of the payload. Raises ValidationError or PunchOutError."""
        raise NotImplementedError


def _code(error: PunchOutError) -> str:
    if isinstance(error, CartRefused):
        return error.code
    by_class = {
        LinkSpent: "LINK_SPENT",
        Conflict: "CONFLICT",
        NotFound: "NOT_FOUND",
        GatewayError: "SALEOR_UNAVAILABLE",
    }
    return next((code for kind, code in by_class.items() if isinstance(error, kind)), "GRAPHQL_ERROR")


_VALIDATION_CODES = {"unique": "UNIQUE", "required": "REQUIRED", "blank": "REQUIRED", "null": "REQUIRED"}


def _of_validation(error: ValidationError) -> Iterator[Error]:
    """One entry per field and message, fields spelled as the API spells them."""
    for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]:
        for one in errors:
            code = _VALIDATION_CODES.get(one.code or "", "INVALID")
            yield Error(field=to_camel_case(name) if name else None, message=" ".join(one.messages), code=code)
