"""``/graphql/`` of the service: who is staff there, and GraphiQL while developing."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from saleor_punchout.conf import settings
from saleor_punchout.graphql.access import MANAGE_ORDERS, MANAGE_USERS
from saleor_punchout.graphql.view import GraphQLView


class ServiceGraphQLView(GraphQLView):
    """Whoever shows the staff token as ``Authorization: Bearer`` has staff's permissions."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.punchout_permissions = frozenset({MANAGE_ORDERS, MANAGE_USERS} if _is_staff(request) else ())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        if not django_settings.DEBUG:
            return super().get(request)
        return render(request, "service/graphiql.html", {"headers": getattr(django_settings, "GRAPHIQL_HEADERS", "")})


def _is_staff(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    shown = token.strip() if scheme.lower() == "bearer" else ""
    return bool(settings.staff_token) and constant_time_compare(shown, settings.staff_token)
