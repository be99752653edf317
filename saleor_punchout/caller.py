"""Who calls, with which token and by which address: the facts of an HTTP request that flows need."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address

from django.http import HttpRequest
from django.urls import reverse

from saleor_punchout.conf import settings
from saleor_punchout.host import PLUGIN_PATH, in_core


def base_url(request: HttpRequest) -> str:
    """Where our pages are, without a slash at the end."""
    if settings.public_url:
        return settings.public_url
    mounted = getattr(request, "punchout_prefix", None)  # set by a host that routes to us by itself
    path = _mounted() if mounted is None else mounted
    return request.build_absolute_uri(path or "/").rstrip("/")


@cache
def _mounted() -> str:
    return PLUGIN_PATH if in_core() else reverse("punchout-cxml").removesuffix("/cxml")


def bearer_of(request: HttpRequest) -> str:
    """The token that the caller shows as ``Authorization: Bearer``; empty for none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def address_of(request: HttpRequest) -> str | None:
    """The sender's address: the peer, or what the outermost trusted proxy saw."""
    forwarded = [word.strip() for word in request.headers.get("X-Forwarded-For", "").split(",") if word.strip()]
    far_enough = 0 < settings.trusted_proxies <= len(forwarded)
    address = forwarded[-settings.trusted_proxies] if far_enough else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(address.partition("%")[0]))  # without the zone, which no database takes
    except ValueError:
        return None
