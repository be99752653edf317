"""GraphQL over HTTP, as far as Saleor's clients use it: one JSON object in, one JSON object out."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from saleor_punchout.sandbox.saleor.execution import BadDocument, execute_valid

MAX_BODY = 2 * 1024 * 1024


@method_decorator(csrf_exempt, name="dispatch")  # the app token in a header authenticates, no cookie
class GraphQLView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        """Health checks and curious people."""
        return HttpResponse("This is the sandbox's pretend Saleor. POST a GraphQL query.\n", content_type="text/plain")

    def post(self, request: HttpRequest) -> HttpResponse:
        # Not request.body: Django would refuse more than DATA_UPLOAD_MAX_MEMORY_SIZE with a page of HTML.
        body = request.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            return _refusal(413, f"The request is longer than {MAX_BODY:,} bytes.")
        asked = _asked(body)
        if asked is None:
            return _refusal(400, "Must provide a JSON object with a query string, and variables that are an object.")
        try:
            return JsonResponse(execute_valid(*asked, _token(request)))
        except BadDocument as error:
            return JsonResponse(error.answer, status=400)


def _asked(body: bytes) -> tuple[str, dict[str, Any]] | None:
    """Document and variables, None where the body is nothing of the kind."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    query, variables = (given.get("query"), given.get("variables") or {}) if isinstance(given, dict) else ("", {})
    return (query, variables) if query and isinstance(query, str) and isinstance(variables, dict) else None


def _token(request: HttpRequest) -> str:
    """From ``Authorization: Bearer …``, or from the header that Saleor has for those who cannot set that one."""
    given = request.headers.get("Authorization-Bearer") or request.headers.get("Authorization", "")
    return given.removeprefix("Bearer ").strip()


def _refusal(status: int, message: str) -> HttpResponse:
    error = {"message": message, "extensions": {"exception": {"code": "GraphQLError"}}}
    return JsonResponse({"errors": [error]}, status=status)
