"""The buyer's pages: rendered with the headers that say who may frame them, where they may post, and that nobody
keeps them.

Style and script stand in the page itself under a nonce, for inside Saleor nobody serves our static files.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saleor_punchout.flows.cart import ReturnForm
from saleor_punchout.models import Cart, PunchOutSession


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    session: PunchOutSession | None = None,
    forms_to: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of ours. ``forms_to`` is an address outside that its form leads to, directly or by a redirect."""
    nonce = secrets.token_urlsafe(16)
    response = render(request, f"punchout/{template}", {"session": session, "nonce": nonce, **context}, status=status)
    return secured(response, session=session, forms_to=forms_to, nonce=nonce)


def secured(
    response: HttpResponse, *, session: PunchOutSession | None = None, forms_to: str = "", nonce: str = ""
) -> HttpResponse:
    """The response with the security headers of a buyer's page.

    Only the partner's own origins may frame it. The address holds a secret, so no referrer leaves it and no cache
    keeps it.
    """
    inline = f"'nonce-{nonce}'" if nonce else "'none'"
    ancestors = " ".join(session.partner.frame_ancestors) if session else ""
    response["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"style-src {inline}",
            f"script-src {inline}",
            "base-uri 'none'",
            f"form-action 'self' {origin_of(forms_to)}".rstrip(),
            f"frame-ancestors {ancestors or NOBODY}",
        )
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response.xframe_options_exempt = True  # frame-ancestors says it better
    return response


NOBODY = "'none'"


def origin_of(address: str) -> str:
    """Scheme, host and port of an address; empty for an empty one."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}" if url.netloc else ""


def return_form(
    request: HttpRequest, session: PunchOutSession, form: ReturnForm, cart: Cart | None = None
) -> HttpResponse:
    """A page that posts the form to procurement by itself, and by a button where scripts are off."""
    return render_page(request, "sent.html", {"form": form, "cart": cart}, session=session, forms_to=form.action)
