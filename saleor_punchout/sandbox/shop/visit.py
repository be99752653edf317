"""The whole integration of a storefront: a code becomes a cart and a way back.

The code that the browser brings is redeemed from server to server, once. What comes of it are two cookies: the
checkout of the channel, named as Saleor's own storefront names it, and the addresses that lead back to procurement.
Their presence is what tells a buyer from any other visitor.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from saleor_punchout.sandbox.shop.cookies import keep, kept
from saleor_punchout.sandbox.shop.upstream import Unavailable, ask

COOKIE = "punchout"
SALT = "shop.visit"


class LinkSpent(Exception):
    """A code that was used, has expired, or never existed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A buyer whom procurement sent."""

    channel: str
    return_url: str
    """Page that takes the cart back to procurement."""
    cancel_url: str
    """Page that leads back without a cart."""
    procurement: str
    """Name of the buying organisation; empty where the endpoint tells none."""
    operation: str = "create"
    """``edit`` where the cart went back once before, ``inspect`` where it is only to be looked at."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What the endpoint answers for a code."""

    visit: Visit
    checkout_id: str
    path: str
    """Page of the shop to begin at."""
    max_age: int
    """Seconds until the visit ends."""


def redeem(code: str) -> Redeemed:
    """Spend the code. Raises :class:`LinkSpent`, or Unavailable while it may still be good."""
    status, answer = ask(f"{settings.PUNCHOUT_DEMO_URL}/storefront/sessions", {"code": code})
    if status != 200:
        raise LinkSpent
    try:
        back = Visit(
            channel=answer["channel"],
            return_url=answer["returnUrl"],
            cancel_url=answer["cancelUrl"],
            procurement=answer.get("partnerName", ""),
            operation=answer["operation"],
        )
        return Redeemed(back, answer["checkoutId"], answer["path"], answer["maxAge"])
    except KeyError as error:
        raise Unavailable(f"The answer to a code has no {error}.") from error


def begin(request: HttpRequest, response: HttpResponse, redeemed: Redeemed) -> None:
    """Give the browser both cookies; those of an earlier visit go with that."""
    visit, max_age = redeemed.visit, redeemed.max_age
    keep(request, response, cart_cookie(visit.channel), redeemed.checkout_id, max_age)
    keep(request, response, COOKIE, signing.dumps(asdict(visit), salt=SALT), max_age)


def visit_of(request: HttpRequest) -> Visit | None:
    """The visit that this browser is on. The cookie is signed, lest somebody plant another way back."""
    try:
        return Visit(**signing.loads(kept(request, COOKIE), salt=SALT))
    except (signing.BadSignature, TypeError):
        return None


def cart_cookie(channel: str) -> str:
    """Where a storefront of Saleor keeps the id of its checkout."""
    return f"checkoutId-{channel}"
