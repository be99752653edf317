"""Which Dashboards may show our pages in a frame, and the headers that say so."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from saleor_punchout.conf import settings
from saleor_punchout.models import Installation


def dashboard_origins(request: HttpRequest) -> list[str]:
    """Origins of the Dashboards of the Saleor that a frame's address, or a fragment's header, names, and those of the
    settings; each once."""
    asked = request.GET.get("saleorApiUrl") or request.headers.get("Saleor-Api-Url", "")
    return origins_of(_installation(asked.replace("\0", "")))


def origins_of(installation: Installation | None) -> list[str]:
    """Origins of the Dashboards of that Saleor, and those of the settings; each once."""
    own = [origin_of(installation.api_url), *installation.dashboard_origins] if installation else []
    return list(dict.fromkeys(filter(None, [*own, *settings.dashboard_origins])))


def _installation(api_url: str) -> Installation | None:
    """The Saleor of that address. Where there is only one it needs no name, and may call itself otherwise inside its
    own network."""
    first, *others = Installation.objects.all()[:2] or [None]
    if first is None or not others:
        return first
    return Installation.objects.filter(api_url=api_url).first()


def origin_of(url: str) -> str:
    """``https://shop.example.com:8000``, or nothing for what has no origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def in_frame(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with the security headers of a page that lives in the Dashboard."""
    ancestors = " ".join(dashboard_origins(request)) or "'none'"
    response["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
        f" connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["HX-Request"])
    response.xframe_options_exempt = True  # frame-ancestors says it better
    return response
