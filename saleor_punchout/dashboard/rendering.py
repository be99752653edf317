"""Templates with the few values that all of them need. Addresses are made here, for inside Saleor Django cannot."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saleor_punchout.caller import base_url
from saleor_punchout.dashboard import assets
from saleor_punchout.dashboard.frame import dashboard_origins

THEMES = ("light", "dark")


def root(request: HttpRequest) -> str:
    """Path of the first of our pages, which is where the app begins for the Dashboard."""
    return f"{urlsplit(base_url(request)).path.rstrip('/')}/dashboard"


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A fragment."""
    return render(request, f"punchout/dashboard/{template}", {"root": root(request), **context}, status=status)


def notice(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    """One sentence instead of a screen, whatever part of the page was asked for."""
    response = show(request, "notice.html", {"message": message}, status)
    response["HX-Retarget"], response["HX-Reselect"], response["HX-Reswap"] = "#main", ".notice", "innerHTML"
    return response


def shell(request: HttpRequest, mount: str) -> HttpResponse:
    """The page around the screens. Its theme is the one of the address until the Dashboard tells another."""
    theme = request.GET.get("theme", "")
    return show(
        request,
        "shell.html",
        {
            "mount": mount,
            "theme": theme if theme in THEMES else THEMES[0],
            "assets": f"{root(request)}/assets/{assets.version()}",
            "origins": " ".join(dashboard_origins(request)),
        },
    )
