"""``/graphql/`` of the service: who is staff there, and GraphiQL while developing."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from saleor_punchout.app.staff import staff_of
from saleor_punchout.caller import bearer_of
from saleor_punchout.conf import settings
from saleor_punchout.graphql.view import GraphQLView
from saleor_punchout.viewer import NOBODY, STAFF, Viewer


class ServiceGraphQLView(GraphQLView):
    """The API, and GraphiQL for it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not django_settings.DEBUG:
            return super().get(request)
        return render(request, "service/graphiql.html", {"headers": getattr(django_settings, "GRAPHIQL_HEADERS", "")})


def viewer_of(request: HttpRequest) -> Viewer:
    """Whoever shows the staff token as ``Authorization: Bearer`` runs the service; staff of a Saleor show what its
    Dashboard gave them."""
    return Viewer(STAFF, is_operator=True) if _is_operator(request) else staff_of(request) or NOBODY


def _is_operator(request: HttpRequest) -> bool:
    return bool(settings.staff_token) and constant_time_compare(bearer_of(request), settings.staff_token)
