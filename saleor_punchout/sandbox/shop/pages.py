"""What every page of the shop has in common: its headers, its protection against forged forms, its ways to fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt

from saleor_punchout.sandbox.shop.cookies import keep
from saleor_punchout.sandbox.shop.shopper import Shopper, VisitOver
from saleor_punchout.sandbox.shop.upstream import Unavailable
from saleor_punchout.sandbox.shop.visit import LinkSpent

View = Callable[..., HttpResponse]

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
NOTICES: dict[type[Exception], tuple[int, str]] = {
    Http404: (404, "lost"),
    LinkSpent: (410, "spent"),
    VisitOver: (410, "over"),
    Unavailable: (503, "unavailable"),
}


def show(request: HttpRequest, template: str, shopper: Shopper, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page with the shopper's banner and cart."""
    return render(request, f"shop/{template}", {"request": request, "shopper": shopper, **context}, status=status)


def notice(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """A page that says what happened and whose turn it is. It asks nobody for anything, so it always works."""
    return render(request, f"shop/notices/{name}.html", status=status)


class _FormGuard(CsrfViewMiddleware):
    """Django's own, with a refusal that a buyer understands."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return notice(request, "forged", 403)


def shop_page(view: View) -> View:
    """Decorate every view of the shop. Any site may frame it, for procurement systems do."""
    guarded: View = decorator_from_middleware(_FormGuard)(_explained(view))
    page: View = xframe_options_exempt(never_cache(_framed(guarded)))
    return page


def _explained(view: View) -> View:
    @wraps(view)
    def explained(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except tuple(NOTICES) as error:
            status, name = NOTICES[type(error)]
            return notice(request, name, status)

    return explained


def _framed(view: View) -> View:
    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        token = response.cookies.get(settings.CSRF_COOKIE_NAME)
        if token is not None and request.is_secure():  # Django's would not come back inside a frame
            keep(request, response, token.key, token.value)
        return response

    return framed
