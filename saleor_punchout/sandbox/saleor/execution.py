"""A document in, Saleor's answer out: the same for those who come over HTTP and for those in this process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied
from graphql import GraphQLError, parse, validate
from graphql import execute as run
from graphql.error import format_error
from graphql.language import ast

from saleor_punchout.sandbox.saleor.callers import caller_of
from saleor_punchout.sandbox.saleor.limits import LONGEST_DOCUMENT, refuse_excess, refuse_uncounted
from saleor_punchout.sandbox.saleor.schema import schema

Answer = dict[str, Any]


class BadDocument(Exception):
    """A document, or its variables, with which nothing can be begun. It carries the answer that says why."""

    def __init__(self, errors: list[Any]) -> None:
        super().__init__("The document cannot be executed.")
        self.answer: Answer = {"errors": [_shown(error) for error in errors]}


def execute(document: str, variables: Mapping[str, Any], token: str) -> Answer:
    """The answer to whoever shows the token: ``data``, and ``errors`` where there are any."""
    try:
        return execute_valid(document, variables, token)
    except BadDocument as error:
        return error.answer


def execute_valid(document: str, variables: Mapping[str, Any], token: str) -> Answer:
    """Like :func:`execute`, but raises :class:`BadDocument` where nothing was executed."""
    try:
        tree = _parsed(document)
        refuse_uncounted(tree, variables, schema)
        result: Any = run(schema, tree, context_value=caller_of(token), variable_values=dict(variables))
    except GraphQLError as error:
        raise BadDocument([error]) from None
    except RecursionError:
        raise BadDocument([GraphQLError("The document is too deep.")]) from None
    answer: Answer = {"errors": [_shown(error) for error in result.errors]} if result.errors else {}
    return answer | {"data": result.data}


@lru_cache(maxsize=128)
def _parsed(document: str) -> ast.Document:
    if len(document) > LONGEST_DOCUMENT:
        raise GraphQLError(f"The document is longer than {LONGEST_DOCUMENT:,} characters.")
    tree = parse(document)
    refuse_excess(tree)
    errors = validate(schema, tree)
    if errors:
        raise BadDocument(errors)
    return tree


def _shown(error: Any) -> dict[str, Any]:
    """An error as Saleor shows it, without the words of what nobody foresaw."""
    cause = getattr(error, "original_error", error)
    shown = format_error(error) if isinstance(error, GraphQLError) else {"message": str(error)}
    if not isinstance(cause, (GraphQLError, PermissionDenied)):
        shown["message"] = "Internal Server Error"
    return shown | {"extensions": {"exception": {"code": type(cause).__name__}}}
