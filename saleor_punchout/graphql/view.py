"""GraphQL over HTTP. Every origin may ask, for nothing is granted by cookies."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLError, Source, parse, validate
from graphql import execute as run
from graphql.error import format_error

from saleor_punchout.graphql import limits
from saleor_punchout.graphql.schema import schema

logger = logging.getLogger(__name__)


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """POST a JSON object of ``query``, ``variables`` and ``operationName``."""

    http_method_names = ["get", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type, Authorization"
        response["Cache-Control"] = "no-store"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        return _refused("POST a GraphQL query as JSON.", 405, Allow="POST, OPTIONS")

    def post(self, request: HttpRequest) -> HttpResponse:
        body = request.read(limits.MAX_BODY + 1)
        if len(body) > limits.MAX_BODY:
            return _refused(f"A query may have {limits.MAX_BODY:,} bytes.", 413)
        try:
            asked = json.loads(body)
            query, variables, operation = asked["query"], asked.get("variables") or {}, asked.get("operationName")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return _refused('Send one JSON object: {"query": "…", "variables": {…}}', 400)
        if not (isinstance(query, str) and isinstance(variables, dict) and isinstance(operation, str | None)):
            return _refused("`query` must be text, `variables` an object and `operationName` text.", 400)
        return JsonResponse(answer(request, query, variables, operation))


def answer(request: HttpRequest, query: str, variables: dict[str, Any], operation: str | None) -> dict[str, Any]:
    """What GraphQL answers: ``data`` and, where something is wrong, ``errors``."""
    try:
        document = parse(Source(query))
        limits.check(document)
        mistakes = validate(schema, document)
        if mistakes:
            return {"errors": [_told(error) for error in mistakes]}
        # Raises, rather than answers, where the variables or the name of the operation are wrong.
        result: Any = run(schema, document, context_value=request, variable_values=variables, operation_name=operation)
    except RecursionError:
        return {"errors": [_told(GraphQLError("A value of the query is too deep."))]}
    except Exception as error:
        return {"errors": [_told(error)]}
    errors = [_told(error) for error in result.errors or []]
    return {"data": result.data} | ({"errors": errors} if errors else {})


def _told(error: Exception) -> dict[str, Any]:
    """The error as Saleor tells it. What is not meant for callers stands in the log only."""
    cause = getattr(error, "original_error", None) or error
    if isinstance(cause, GraphQLError):
        return {"extensions": {"exception": {"code": type(cause).__name__}}, **format_error(error)}
    logger.error("A GraphQL field failed.", exc_info=cause)
    return {"message": "An error on our side.", "extensions": {"exception": {"code": "InternalError"}}}


def _refused(message: str, status: int, **headers: str) -> HttpResponse:
    return JsonResponse({"errors": [{"message": message}]}, status=status, headers=headers)
