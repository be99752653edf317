"""The buyer's pages: rendered with the headers that say who may frame them, where they may post, and that nobody
keeps them.

Style and script stand in the page itself under a nonce, for inside Saleor nobody serves our static files.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from saleor_punchout.documents import lexical
from saleor_punchout.documents.oci.call_up import SAPEVENT
from saleor_punchout.flows.message import unit_price
from saleor_punchout.flows.returning import ReturnForm
from saleor_punchout.gateway.mapping import Checkout
from saleor_punchout.models import Cart, PunchOutSession
from saleor_punchout.systems.fitting import CartWarning
from saleor_punchout.systems.line import NAMES

OUTSIDE = "https: http:"
"""Where a form that leaves us may lead: no host is named, on purpose.

Chromium holds ``form-action`` against every redirect that follows the post as well
(https://github.com/w3c/webappsec-csp/issues/8), and storefronts and procurement systems redirect to hosts that nobody
told us about: one for each language, a sign-on, a load balancer that says http. Under a policy with one origin such a
buyer is stuck on our page without a word. That no stranger gets a cart is seen to before there is a page, by
``flows.setup.check_return_address``.
"""


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
    values = {
        "session": session,
        "nonce": secrets.token_urlsafe(16),
        "status": status,
        **context,
    }
    with translation.override(_language_of(session)):
        response = render(request, f"punchout/{template}", values, status=status)
    return secured(response, session=session, forms_to=forms_to, nonce=values["nonce"])


def _language_of(session: PunchOutSession | None) -> str:
    """The buyer's, as his procurement system names it, if Django knows it; else the usual one."""
    try:
        return translation.get_supported_language_variant(session.language if session else "")
    except LookupError:
        return translation.get_language() or "en"


def summary(checkout: Checkout) -> dict[str, Any]:
    """A cart as its page shows it: prices as they go to procurement, amounts in whole minor units of the currency."""

    def shown(amount: Decimal) -> str:
        return number_format(lexical.rounded(amount, checkout.currency), force_grouping=True)

    articles = sum((line.net for line in checkout.lines), Decimal(0))
    return {
        "currency": checkout.currency,
        "lines": [
            {
                "name": line.name,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": number_format(unit_price(line, checkout.currency), force_grouping=True),
                "net": shown(line.net),
            }
            for line in checkout.lines
        ],
        "articles": shown(articles),
        "delivery_method": checkout.delivery_method,
        "shipping": shown(checkout.shipping_net),
        "total": shown(articles + checkout.shipping_net),
        "tax": shown(checkout.tax),
    }


OUTCOMES = {
    "cut": gettext_lazy("arrives shortened"),
    "mapped": gettext_lazy("goes by another name there"),
    "replaced": gettext_lazy("arrives in other characters"),
    "dropped": gettext_lazy("is not sent along"),
    "rounded": gettext_lazy("arrives rounded"),
    "unknown": gettext_lazy("may not be known there"),
    "missing": gettext_lazy("is not given"),
}
"""What a buyer needs to know of a warning: what becomes of a value, not what the shop should do about it."""


def survival(warnings: Iterable[CartWarning]) -> dict[str, Any]:
    """What becomes of a cart, in a few lines whatever its length: each kind of loss once, with its articles."""
    lines: dict[tuple[str, str], list[int]] = {}
    refusals = []
    for warning in warnings:
        if warning.code == "refused":
            refusals.append(warning.message)
            continue
        name = NAMES.get(warning.field, warning.field.replace("_", " "))
        lines.setdefault((name, warning.code), []).extend([warning.line] if warning.line else [])
    losses = [
        {"what": name[:1].upper() + name[1:], "outcome": OUTCOMES[code], "articles": len(set(numbers))}
        for (name, code), numbers in lines.items()
    ]
    return {"losses": losses, "refusals": refusals}


def secured(
    response: HttpResponse, *, session: PunchOutSession | None = None, forms_to: str = "", nonce: str = ""
) -> HttpResponse:
    """The response with the security headers of a buyer's page.

    Only the partner's own origins may frame a page of a session. One without a session says that a link leads no
    further: there is nothing to click that matters, and framed buyers must be able to read it. The address holds a
    secret, so no referrer leaves it and no cache keeps it.
    """
    inline = f"'nonce-{nonce}'" if nonce else "'none'"
    ancestors = " ".join(session.partner.frame_ancestors) or "'none'" if session else "*"
    response["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"style-src {inline}",
            f"script-src {inline}",
            "base-uri 'none'",
            f"form-action 'self' {_outside(forms_to)}".rstrip(),
            f"frame-ancestors {ancestors}",
        )
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    # Django's own default cuts the tie to the window that opened this one: procurement's page that takes the cart could
    # not tell it, and a form whose target is a window by name would open another.
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.xframe_options_exempt = True  # frame-ancestors says it better
    return response


def _outside(forms_to: str) -> str:
    """Where the form of a page may lead; the browser inside SAP GUI takes a scheme of its own for its own."""
    if forms_to == SAPEVENT:
        return "sapevent:"
    return OUTSIDE if forms_to else ""


def background_form(form: ReturnForm) -> HttpResponse:
    """A form that a server reads: inputs, no script, no style, in the charset of the form.

    What that charset lacks stands there as HTML writes it, and is read as the same character.
    """
    page = render_to_string("punchout/background.html", {"form": form}).encode(form.charset, "xmlcharrefreplace")
    return secured(HttpResponse(page, content_type=f"text/html; charset={form.charset}"), forms_to=form.action)


def return_form(
    request: HttpRequest, session: PunchOutSession, form: ReturnForm, cart: Cart | None = None
) -> HttpResponse:
    """A page that posts the form to procurement by itself, and by a button where scripts are off.

    Asked for by a GET, the cart went back before: whoever comes here by the browser's back button would else be sent
    away again and again.
    """
    context = {"form": form, "cart": cart, "is_repeated": request.method != "POST"}
    return render_page(request, "sent.html", context, session=session, forms_to=form.action)
