"""What Saleor itself asks of us. No cookies: a registration is checked back, a webhook is signed."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from saleor_punchout import tasks
from saleor_punchout.app.manifest import logo, manifest, version_of
from saleor_punchout.app.webhooks import take
from saleor_punchout.caller import address_of, base_url
from saleor_punchout.exceptions import BadRequest, NotGenuine, PunchOutError, RegistrationRefused
from saleor_punchout.flows import installation as installations
from saleor_punchout.flows import journal
from saleor_punchout.host import in_core
from saleor_punchout.models import Installation

MAX_REGISTRATION = 16 * 1024
MAX_DELIVERY = 256 * 1024
"""Metadata of an order is the one part of it that has no limit."""


class ManifestView(View):
    """Read by Saleor when somebody installs us."""

    def get(self, request: HttpRequest) -> HttpResponse:
        version = version_of(request.headers.get("Saleor-Schema-Version", ""))
        headers = {"Vary": "Saleor-Schema-Version", "Cache-Control": "no-cache"}
        return JsonResponse(manifest(base_url(request), version, with_webhooks=not in_core()), headers=headers)


class LogoView(View):
    """For the list of apps. Not a static file, for inside Saleor nobody serves ours."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(logo(), content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


@method_decorator(csrf_exempt, name="dispatch")
class RegisterView(View):
    """Where Saleor brings the app's token at the end of an installation. Any refusal ends the installation there, and
    its message is shown to whoever installs."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            token = _token(request.read(MAX_REGISTRATION))
            installations.register(request.headers.get("Saleor-Api-Url", ""), token)
        except RegistrationRefused as error:
            journal.refused("AppRegistration", error.message, status=error.status, address=address_of(request))
            told = {"success": False, "error": {"code": error.code, "message": error.message}}
            return JsonResponse(told, status=error.status)
        return JsonResponse({"success": True})


def _token(body: bytes) -> str:
    try:
        token = json.loads(body)["auth_token"]
    except (ValueError, KeyError, TypeError, RecursionError):
        token = None
    if not isinstance(token, str) or not token.strip():
        raise RegistrationRefused('Send JSON: {"auth_token": "…"}', "MALFORMED_REQUEST", 400)
    return token.strip()


@method_decorator(csrf_exempt, name="dispatch")
class WebhookView(View):
    """Every event of every Saleor that installed us."""

    def post(self, request: HttpRequest) -> HttpResponse:
        installation = installations.find(request.headers.get("Saleor-Api-Url", ""))
        body = request.read(MAX_DELIVERY + 1)
        if len(body) > MAX_DELIVERY:
            return self._refused(request, installation, BadRequest(f"More than {MAX_DELIVERY:,} bytes."), 413)
        try:
            if installation is None:
                raise NotGenuine("That Saleor is not connected.")
            news = take(installation, request.headers, body)
        except (NotGenuine, BadRequest) as error:
            return self._refused(request, installation, error, error.status)
        if news is not None:
            tasks.wake(tasks.handle_event, news.pk)
        return HttpResponse()

    def _refused(
        self, request: HttpRequest, installation: Installation | None, error: PunchOutError, status: int
    ) -> HttpResponse:
        journal.refused("Webhook", error.message, status=status, address=address_of(request), installation=installation)
        return JsonResponse({"error": error.message}, status=status)
